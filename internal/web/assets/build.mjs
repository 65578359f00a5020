// Compiles sass/app.scss and copies the scripts that pages load into ../static, which is committed.
import { copyFileSync, writeFileSync } from "node:fs";
import { compile, NodePackageImporter } from "sass";

const css = compile("sass/app.scss", {
  importers: [new NodePackageImporter()],
  loadPaths: ["node_modules"],
  style: "compressed",
  quietDeps: true,
});
writeFileSync("../static/app.css", css.css + "\n");

const scripts = {
  "js/app.js": "app.js",
  "js/desk.js": "desk.js",
  "js/early.js": "early.js",
  "js/kimlik.js": "kimlik.js",
  "js/kirp.js": "kirp.js",
  "js/kirp-jpeg.js": "kirp-jpeg.js",
  "js/favicon.svg": "favicon.svg",
  "node_modules/cropperjs/dist/cropper.min.css": "cropper.min.css",
  "node_modules/cropperjs/dist/cropper.min.js": "cropper.min.js",
  "node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js": "govuk-frontend.min.js",
  "node_modules/htmx.org/dist/htmx.min.js": "htmx.min.js",
  "node_modules/htmx-ext-sse/dist/sse.min.js": "sse.min.js",
};
for (const [from, to] of Object.entries(scripts)) copyFileSync(from, "../static/" + to);
