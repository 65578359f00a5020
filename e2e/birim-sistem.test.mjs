// The operator connects a birim to its own system, renews its credentials and takes it back to the web, at desktop and phone width, with axe.
import assert from "node:assert/strict";
import { after, before } from "node:test";

import { adimlar } from "./adim.mjs";
import { dunya } from "./dunya.mjs";
import * as personel from "./personel.mjs";
import { kontrol, pencere, sees, tarayici } from "./tarayici.mjs";
import * as vatandas from "./vatandas.mjs";

const birim = { no: "90600136", ad: "ANKARA DEFTERDARLIĞI" };
let world, browser, op, sifre;
const step = adimlar(() => browser);

before(async () => {
  world = await dunya();
  browser = await tarayici();
  op = await pencere(browser, world.url);
});
after(async () => {
  await browser?.close();
  await world?.end();
});

const button = (name) => op.getByRole("main").getByRole("button", { name, exact: true }).click();

step("PL-02: the operator finds a birim by its name", async () => {
  await op.goto("/e-icisleri/giris");
  await personel.parolaYaz(op, "isletmen");
  await op.goto("/isletim/birim");
  await vatandas.baslik(op, "Birim Sistemleri");
  await kontrol(op);
  await op.getByLabel("Birim adı ya da DETSİS No").fill("ankara defterdar");
  await button("Ara");
  await sees(op, birim.ad);
  await kontrol(op);
  await op.getByRole("row", { name: birim.ad }).getByRole("link", { name: "Aç" }).click();
  await vatandas.baslik(op, birim.ad);
  await kontrol(op);
});

step("SC-10: it is asked, the credentials are shown once, and the page tells by itself when RabbitMQ has followed", async () => {
  await button("Kendi Sistemine Geçir");
  await vatandas.baslik(op, "Kendi Sistemine Geçir");
  await kontrol(op);
  await button("Kendi Sistemine Geçir");
  await vatandas.baslik(op, "Birimin Kimlik Bilgileri");
  sifre = await op.getByLabel("RabbitMQ şifresi").inputValue();
  assert(sifre.length > 20);
  await kontrol(op);
  await button("Kaydettim, Devam Et");
  await vatandas.baslik(op, birim.ad);
  await op.locator("#sistem").getByText("Kendi sistemi", { exact: true }).waitFor();
  assert(!(await op.content()).includes(sifre));
  await kontrol(op);
});

step("SC-10: new credentials take the place of the old ones, then the birim comes back to the web", async () => {
  await button("Kimliği Yenile");
  await kontrol(op);
  await button("Kimliği Yenile");
  assert.notEqual(await op.getByLabel("RabbitMQ şifresi").inputValue(), sifre);
  await button("Kaydettim, Devam Et");
  await op.locator("#sistem").getByText("Kendi sistemi", { exact: true }).waitFor();
  await button("Web’e Geri Al");
  await kontrol(op);
  await button("Web’e Geri Al");
  await op.locator("#sistem").getByText("Kendi sisteminin kimliği geçersizdir.").waitFor();
  await kontrol(op);
});
