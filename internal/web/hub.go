package web

// sinceKey is the query parameter that carries the last event a page knew when it was rendered.
const sinceKey = "son"
