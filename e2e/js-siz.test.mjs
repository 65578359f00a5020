// UI-03: a citizen whose browser has JavaScript switched off applies all the same, and an ended session loses nothing typed.
import assert from "node:assert/strict";
import { after, before } from "node:test";

import { adimlar } from "./adim.mjs";
import { dunya } from "./dunya.mjs";
import { aks, mehmet } from "./kisiler.mjs";
import * as personel from "./personel.mjs";
import { bekle, sonrakiKod } from "./sms.mjs";
import { kontrolJsSiz, pencere, sees, tarayici } from "./tarayici.mjs";
import * as vatandas from "./vatandas.mjs";

const konu = "Parktaki aydınlatma direkleri\ngeceleri yanmıyor.";
let world, browser, page, golge, takipNo;
const step = adimlar(() => browser);

before(async () => {
  world = await dunya();
  browser = await tarayici();
  page = await pencere(browser, world.url, { javaScriptEnabled: false });
  golge = await pencere(browser, world.url);
});
after(async () => {
  await browser?.close();
  await world?.end();
});

// listele chooses from a list and has the server fill the one that follows.
async function listele(label, choice) {
  await vatandas.sec(page, label, choice);
  await page.locator(".govuk-form-group", { has: page.getByLabel(label, { exact: true }) }).getByRole("button", { name: "Listele" }).click();
}

step("UI-03, VB-04: the code page tells until when the code is good, and offers a new one", async () => {
  await page.goto("/");
  await page.getByRole("link", { name: "Başvuru Yap" }).click();
  const code = await sonrakiKod(world, mehmet.cep, () => vatandas.kimlik(page, mehmet));
  await sees(page, /kod saat \d\d:\d\d:\d\d olduğunda geçersiz olur/);
  await page.getByRole("button", { name: "Yeni Onay Kodu Gönder" }).waitFor();
  await kontrolJsSiz(page, golge);
  await vatandas.kod(page, code);
  await vatandas.baslik(page, "Başvuru Kayıt");
  await kontrolJsSiz(page, golge);
});

step("UI-03, VB-06: “Listele” fills list after list and keeps what was typed elsewhere", async () => {
  await page.getByLabel("Başvuru Konusu").fill(konu);
  await page.getByLabel("Başvuruya Konu Olan Açık Adres").fill("Kalaba Parkı");
  await listele("İl", "ANKARA");
  await listele("İlçe", "KEÇİÖREN");
  await vatandas.sec(page, "Mahalle", "KALABA MAH.");
  await listele("Hizmet Başlığı", "ÇEVRE VE ŞEHİRCİLİK");
  await vatandas.sec(page, "Hizmet Alt Başlığı", "Gürültü ve çevre kirliliğine ilişkin şikâyetler");
  await page.getByRole("button", { name: "Ekle", exact: true }).click();
  await page.getByRole("button", { name: /^Sil ÇEVRE VE ŞEHİRCİLİK/ }).waitFor();
  assert.equal(await page.getByLabel("Başvuru Konusu").inputValue(), konu);
  assert.equal(await page.getByLabel("Mahalle", { exact: true }).locator(":checked").textContent(), "KALABA MAH.");
  await kontrolJsSiz(page, golge);
});

step("UI-03, VB-10: files are added and removed", async () => {
  await vatandas.dosya(page, vatandas.resim, vatandas.belge);
  await page.getByRole("button", { name: `Kaldır ${vatandas.resim.name}` }).click();
  await page.getByText(vatandas.resim.name).waitFor({ state: "detached" });
  await sees(page, vatandas.belge.name);
});

step("UI-03: an ended session leads to the sign-in, and everything typed is there again behind it", async () => {
  await page.context().clearCookies();
  await vatandas.kaydet(page);
  await sees(page, "Yazdıklarınız saklandı.");
  await kontrolJsSiz(page, golge);
  const code = await sonrakiKod(world, mehmet.cep, () => vatandas.kimlik(page, mehmet));
  await vatandas.kod(page, code);
  await vatandas.baslik(page, "Başvuru Kayıt");
  assert.equal(await page.getByLabel("Başvuru Konusu").inputValue(), konu);
  assert.equal(await page.getByLabel("Mahalle", { exact: true }).locator(":checked").textContent(), "KALABA MAH.");
});

step("UI-03, PL-06: a database that hangs is told in good time, with everything typed on the page", async () => {
  await vatandas.dosya(page, vatandas.belge);
  await vatandas.konu(page, konu);
  const held = world.tut("giden", 11);
  await vatandas.kaydet(page);
  await page.getByRole("button", { name: "Yeniden dene" }).waitFor({ timeout: 20_000 });
  assert.equal(await page.getByText(/Başvuru Takip No: \d+/).count(), 0);
  page.sorunlar.length = 0; // the 503 is what is looked at
  await kontrolJsSiz(page, golge);
  await held;
  await page.getByRole("button", { name: "Yeniden dene" }).click();
});

step("UI-03, VB-11: saved, the citizen has a number", async () => {
  const no = await vatandas.takipNo(page);
  await kontrolJsSiz(page, golge);
  await bekle(world, mehmet.cep, new RegExp(`Başvuru Takip No: ${no}`));
  takipNo = no;
});

step("UI-03, GR-01: an officer's ended session brings the form back, with what was typed in it, and the page that was wanted opens", async () => {
  const kapat = `/aks/basvuru/${takipNo}/kapat`;
  await page.goto(kapat);
  const girisYap = async () => {
    const code = await sonrakiKod(world, aks.cep, () => personel.kimlik(page, aks.tckn, aks.cep));
    await sees(page, /kod saat \d\d:\d\d:\d\d olduğunda geçersiz olur/);
    await page.getByRole("button", { name: "Yeni Onay Kodu Gönder" }).waitFor();
    await vatandas.kod(page, code);
    await vatandas.baslik(page, "İşlemi Kapat");
  };
  await girisYap();
  await page.getByLabel("Vatandaşa Verilecek Cevap").fill(konu);
  await page.getByLabel("Başvuru Olumsuz Kapatıldı").check();
  await page.context().clearCookies({ name: "acikkapi_personel" });
  await page.getByRole("button", { name: /Önizle|İşlemi Kapat/ }).first().click();
  await sees(page, "yazdıklarınız bir saat saklanır");
  await kontrolJsSiz(page, golge);
  await girisYap();
  await sees(page, "Yazdıklarınız geri getirildi");
  assert.equal(await page.getByLabel("Vatandaşa Verilecek Cevap").inputValue(), konu);
  assert(await page.getByLabel("Başvuru Olumsuz Kapatıldı").isChecked());
  await kontrolJsSiz(page, golge);
});
