// What kirp.js must know of JPEG files: size and density of one, and how to write a density into one.

const shapeless = 0; // JFIF's unit for a density that says nothing of dots an inch
const perInch = 1;
const perCentimetre = 2;

// segments lists the segments before the pixels: marker, where their body begins, how long it is.
function* segments(bytes) {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const length = (bytes[at + 2] << 8) | bytes[at + 3];
    yield { marker: bytes[at + 1], at, body: at + 4, length: length - 2 };
    if (bytes[at + 1] === 0xda || length < 2) return;
    at += 2 + length;
  }
}

const isJFIF = (bytes, part) => part.marker === 0xe0 && String.fromCharCode(...bytes.subarray(part.body, part.body + 5)) === "JFIF\0";
const isFrame = ({ marker }) => marker >= 0xc0 && marker <= 0xc2;

// measure tells width, height and dpi of a JPEG, undefined for other files; dpi is 0 where JFIF does not say it.
export function measure(bytes) {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const found = { width: 0, height: 0, dpi: 0 };
  const word = (at) => (bytes[at] << 8) | bytes[at + 1];
  for (const part of segments(bytes)) {
    if (isFrame(part)) [found.height, found.width] = [word(part.body + 1), word(part.body + 3)];
    if (isJFIF(bytes, part) && word(part.body + 8) === word(part.body + 10)) {
      const density = { [shapeless]: 0, [perInch]: word(part.body + 8), [perCentimetre]: Math.round(word(part.body + 8) * 2.54) };
      found.dpi = density[bytes[part.body + 7]] ?? 0;
    }
  }
  return found;
}

// withDensity is the JPEG with a JFIF segment of that many dots an inch, in place of the one that it has.
export function withDensity(bytes, dpi) {
  const head = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 2, perInch, dpi >> 8, dpi & 0xff, dpi >> 8, dpi & 0xff, 0, 0);
  const [first] = segments(bytes);
  const rest = first && isJFIF(bytes, first) ? bytes.subarray(first.body + first.length) : bytes.subarray(2);
  return new Blob([head, rest], { type: "image/jpeg" });
}
