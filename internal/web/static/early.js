// Loaded before the page is painted, so that folding parts do not jump. An inline script would need a hole in the CSP.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
