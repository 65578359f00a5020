// Finding what must not be somewhere, however it is written.

// numara matches the digits of a phone number's national part with any spaces, brackets, dots or dashes between them.
export const numara = (phone) => new RegExp([...phone.replace(/\D/g, "").slice(-10)].join("[\\s().-]{0,3}"));

// tam matches a code or T.C. Kimlik No where it does not happen to be a part of a longer number or of an id in hex.
export const tam = (digits) => new RegExp(`(?<![0-9a-f-])${digits}(?![0-9a-f-])`);

// sizanlar lists the lines that match any of patterns.
export const sizanlar = (lines, patterns) => lines.filter((line) => patterns.some((pattern) => pattern.test(line)));
