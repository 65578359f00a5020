// The desk's day: the search for a birim by keys alone, rows chosen while the list lives, news while something is typed, bulk acts.
import assert from "node:assert/strict";
import { after, before } from "node:test";

import { adimlar } from "./adim.mjs";
import { dunya } from "./dunya.mjs";
import { aks, egitim, saglik } from "./kisiler.mjs";
import { basvur } from "./ornekler.mjs";
import * as personel from "./personel.mjs";
import { kontrol, pencere, sees, tarayici } from "./tarayici.mjs";
import { baslik } from "./vatandas.mjs";

let world, browser, nos;
let list, form, unit; // the list stays open; a colleague works in form; a Yetkili answers
const step = adimlar(() => browser);
const haber = (page) => page.getByRole("link", { name: `${nos[0]} no' lu başvuruya tüm birimler cevap verdi` });

before(async () => {
  world = await dunya();
  browser = await tarayici();
  [list, form, unit] = await Promise.all([1, 2, 3].map(() => pencere(browser, world.url)));
  await basvur(world);
});
after(async () => {
  await browser?.close();
  await world?.end();
});

step("UI-05: a figure of the home page leads to the list behind it", async () => {
  await personel.girisYap(list, world, aks, "AKS Anasayfa");
  await kontrol(list);
  await list.getByRole("link", { name: "Bugün gelenler" }).click();
  await sees(list, "Canlı:");
  await kontrol(list);
  nos = await list.locator("input[name=sec]").evaluateAll((boxes) => boxes.map((box) => box.value));
  assert.equal(nos.length, 8);
});

step("AK-10, UI-01: birim are found and chosen by keys alone", async () => {
  await personel.girisYap(form, world, aks, "AKS Anasayfa");
  await form.goto(`/aks/basvuru/${nos[0]}/yonlendir`);
  const field = form.getByLabel("Yönlendirilecek Birim");
  await field.press("Enter"); // nothing typed
  await sees(form, "Birimin adından en az üç harf yazınız.");
  await field.pressSequentially("ankara il milli eğ", { delay: 20 });
  await form.getByRole("option", { name: `Ekle ${egitim.birim}`, exact: true }).waitFor();
  await field.press("ArrowDown");
  const active = form.getByRole("option", { selected: true });
  assert.equal(await active.getAttribute("id"), await field.getAttribute("aria-activedescendant"));
  await kontrol(form);
  await field.press("Escape");
  assert.equal(await field.getAttribute("aria-expanded"), "false");
  assert.equal(await field.inputValue(), "ankara il milli eğ");
  await field.press("Backspace");
  await form.getByRole("option", { name: `Ekle ${egitim.birim}`, exact: true }).waitFor();
  await field.press("ArrowDown");
  await field.press("Enter");
  await form.getByRole("button", { name: `Kaldır ${egitim.birim}` }).waitFor();
  await form.waitForFunction(() => document.activeElement.id === "ara"); // the next one can be typed at once
  await personel.birimEkle(form, "sağlık müd", saglik.birim);
  await form.getByRole("button", { name: `Kaldır ${saglik.birim}` }).click();
  await form.getByRole("button", { name: `Kaldır ${saglik.birim}` }).waitFor({ state: "detached" });
  await kontrol(form);
});

step("PL-11, UI-04: what is chosen and what is open survive the list's reload", async () => {
  for (const no of nos.slice(1, 3)) await list.getByLabel(`${no} no' lu başvuruyu seç`).check();
  await list.getByText("2 başvuru seçildi.").waitFor();
  const row = list.getByRole("row", { name: new RegExp(nos[0]) });
  await row.getByText("Diğer işlemler").click();
  await form.getByRole("button", { name: "İlgili Birime Yönlendir" }).click();
  await row.getByText("Başvuru İlgili Birime Yönlendirildi").waitFor();
  await row.getByText(`İşlemi Kapat: Başvuru kapatılamaz; cevabı beklenen birimler: ${egitim.birim}.`).waitFor(); // why not, in the open menu
  assert.equal(await list.locator("input[name=sec]:checked").count(), 2);
  await kontrol(list);
});

step("AK-12: wherever the desk is it is told that all have answered; what is being typed keeps the focus", async () => {
  await form.goto(`/aks/basvuru/${nos[3]}/kapat`);
  const answer = form.getByLabel("Vatandaşa Verilecek Cevap");
  await answer.fill("Yarım kalan cevap");
  await personel.girisYap(unit, world, egitim, "Yetkili Anasayfa");
  await unit.goto("/birim/basvuru");
  await unit.getByRole("link", { name: "Başvuru Cevapla" }).first().click();
  await personel.cevapla(unit, "Olumlu", "Zemin onarılmıştır.");
  await Promise.all([list, form].map((page) => haber(page).waitFor()));
  assert.equal(await answer.inputValue(), "Yarım kalan cevap");
  assert(await answer.evaluate((field) => field === document.activeElement));
  await kontrol(form);
  await form.getByRole("button", { name: /^Tamam/ }).click();
  await haber(form).waitFor({ state: "detached" });
  await haber(list).click();
  await baslik(list, "Başvuru Detayı");
  await haber(list).waitFor({ state: "detached" }); // its own page says so itself
});

step("PL-11: none chosen is told; all of the page are routed, each with its result, and the list comes back as it was", async () => {
  await list.goto("/aks/basvuru?boy=100");
  await list.getByRole("button", { name: "Seçilenleri Kapat" }).click();
  await sees(list, "Önce listeden en az bir başvuru seçiniz.");
  await kontrol(list);
  await list.getByRole("button", { name: "Sayfadakilerin Tümünü Seç" }).click();
  await list.getByText("8 başvuru seçildi.").waitFor();
  await list.getByRole("button", { name: "Seçilenleri Yönlendir" }).click();
  await baslik(list, "Seçilenleri Yönlendir");
  await list.getByRole("button", { name: `Çıkar ${nos[7]}` }).click();
  await list.getByRole("heading", { name: "Seçilen Başvurular (7)" }).waitFor();
  await personel.birimEkle(list, "ankara il milli eğ", egitim.birim);
  await kontrol(list);
  await list.getByRole("button", { name: "7 Başvuruyu Yönlendir" }).click();
  await sees(list, "7 başvurunun 7 tanesi yönlendirildi.");
  await kontrol(list);
  await list.getByRole("button", { name: "Başvuru Aramaya Dön" }).click();
  assert.equal(new URL(list.url()).search, "?boy=100");
});

step("PL-11, AK-07: closing several names who still owes; those can be taken out at once", async () => {
  await list.getByLabel(`${nos[7]} no' lu başvuruyu seç`).check();
  await list.getByLabel(`${nos[1]} no' lu başvuruyu seç`).check();
  await list.getByRole("button", { name: "Seçilenleri Kapat" }).click();
  await baslik(list, "Seçilenleri Kapat");
  await sees(list, `cevabı beklenen birimler: ${egitim.birim}`);
  await kontrol(list);
  await list.getByRole("button", { name: "Yapılamayanları Çıkar" }).click();
  await list.getByRole("heading", { name: "Seçilen Başvurular (1)" }).waitFor();
  await list.getByLabel("Vatandaşlara Verilecek Cevap").fill("Talebiniz karşılanmıştır.");
  await list.getByLabel("Başvuru Olumlu Kapatıldı").check();
  await list.getByRole("button", { name: "1 Başvuruyu Kapat" }).click();
  await sees(list, "1 başvurunun 1 tanesi kapatıldı.");
});
