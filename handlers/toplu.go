package handlers

// keySec is the field of the chosen applications' numbers on the desk's list.
const keySec = "sec"

// maxToplu is the most applications that are chosen at once (PL-11).
const maxToplu = 500
