// One application's whole life in a real browser: citizen, desk, two units, MİA, closing.
import assert from "node:assert/strict";
import { after, before } from "node:test";

import { adimlar } from "./adim.mjs";
import { until } from "./bekle.mjs";
import { dunya } from "./dunya.mjs";
import { numara, sizanlar, tam } from "./gizlilik.mjs";
import { kayit } from "./kayit.mjs";
import { aks, ayse, egitim, mia, saglik } from "./kisiler.mjs";
import * as personel from "./personel.mjs";
import { bekle, gelen, kodlar, sonrakiKod } from "./sms.mjs";
import { kontrol, pencere, sees, tarayici } from "./tarayici.mjs";
import * as vatandas from "./vatandas.mjs";

const konu = "Kızılay Mahallesindeki okulun önünde açık kalan rögar kapağı öğrenciler için tehlikeli.";
const eposta = "ayse.demir@ornek.invalid";
const ev = "312 000 00 01";
let world, browser, recorder;
let citizen, desk, school, health, governor; // everybody's window
let no; // Başvuru Takip No
const step = adimlar(() => browser);

before(async () => {
  world = await dunya();
  browser = await tarayici();
  recorder = await kayit();
  citizen = await pencere(browser, world.url);
  desk = await pencere(browser, world.url);
  school = await pencere(browser, world.url, { proxy: recorder.proxy });
  health = await pencere(browser, world.url, { proxy: recorder.proxy });
  governor = await pencere(browser, world.url);
});
after(async () => {
  await browser?.close();
  recorder?.end();
  await world?.end();
});

step("VB-01: the home page leads everywhere", async () => {
  await citizen.goto("/");
  for (const name of ["Başvuru Yap", "Başvuru Sorgula", "Sorumlu/Yetkili Girişi", "e-İçişleri"]) await citizen.getByRole("link", { name, exact: true }).waitFor();
  await kontrol(citizen);
});

step("VB-02, VB-03: a wrong identity gets one warning that does not say what is wrong, and no code", async () => {
  await citizen.getByRole("link", { name: "Başvuru Yap" }).click();
  await kontrol(citizen);
  await vatandas.kimlik(citizen, { ...ayse, anne: "KZ" });
  await sees(citizen, "Girdiğiniz bilgiler kimlik kayıtlarıyla eşleşmedi.");
  assert.equal(await citizen.locator(".govuk-error-message").count(), 0, "no field is named");
  assert.equal(await citizen.getByLabel("Adınız", { exact: true }).inputValue(), ayse.ad, "what was typed stays");
  await kontrol(citizen);
});

step("VB-04: a code comes by SMS; a wrong one is refused, the right one goes on", async () => {
  const code = await sonrakiKod(world, ayse.cep, () => vatandas.kimlik(citizen, ayse));
  await citizen.getByRole("timer").waitFor();
  await kontrol(citizen);
  const wrong = code === "111111" ? "222222" : "111111";
  await vatandas.kod(citizen, wrong);
  await citizen.locator(".govuk-error-message").waitFor();
  await kontrol(citizen);
  await vatandas.kod(citizen, code);
  await vatandas.baslik(citizen, "Başvuru Kayıt");
  await kontrol(citizen);
});

step("VB-05: identity and residence come from KPS and cannot be typed over", async () => {
  for (const text of [ayse.tckn, ayse.ad, ayse.soyad, "AYRANCI MAH."]) await sees(citizen, text);
});

step("VB-08, VB-10: two pairs of headings, a picture and a document; a file that lies is named", async () => {
  for (const pair of vatandas.basliklar) await vatandas.ekle(citizen, pair);
  await vatandas.dosya(citizen, vatandas.resim, vatandas.belge);
  await sees(citizen, vatandas.belge.name);
  await vatandas.dosya(citizen, vatandas.yalan);
  await citizen.locator(".govuk-error-message", { hasText: vatandas.yalan.name }).waitFor();
  await kontrol(citizen);
});

step("G-06: saved with errors, each stands at its field and nothing typed or uploaded is lost", async () => {
  await citizen.getByLabel("Başvuru Konusu").fill(konu);
  await citizen.getByLabel("Eposta").fill("ayse.demir");
  await vatandas.kaydet(citizen);
  for (const field of ["acik_adres", "il", "eposta", "egitim", "sektor"]) await citizen.locator(`#${field}-error`).waitFor();
  assert.equal(await citizen.getByLabel("Başvuru Konusu").inputValue(), konu);
  assert.equal(await citizen.getByLabel("Eposta").inputValue(), "ayse.demir");
  for (const [ust, alt] of vatandas.basliklar) await citizen.getByRole("button", { name: `Sil ${ust} ${alt}` }).waitFor();
  for (const file of [vatandas.resim, vatandas.belge]) await sees(citizen, file.name);
  await kontrol(citizen);
});

step("VB-06, VB-07, VB-09, VB-11: lists follow one another; saved, the citizen has a number, by SMS too", async () => {
  await vatandas.adres(citizen, { acik: "1425. Cadde No: 7", il: "ANKARA", ilce: "ÇANKAYA", mahalle: "KIZILAY MAH." });
  await citizen.getByLabel("Eposta").fill(eposta);
  await citizen.getByLabel("Ev Telefonu").fill(ev);
  await vatandas.konu(citizen, konu);
  await vatandas.kaydet(citizen);
  await sees(citizen, "Başvurunuz başarıyla alınmıştır. Başvuru takip numarası ile durum takibi yapabilirsiniz.");
  no = await vatandas.takipNo(citizen);
  await kontrol(citizen);
  await bekle(world, ayse.cep, new RegExp(`Başvuru Takip No: ${no}`));
});

step("GR-01: who is not defined gets “Aktif Kullanıcı Bulunamadı”; the AKS of Ankara comes in by a code", async () => {
  await desk.goto("/giris");
  await kontrol(desk);
  await personel.kimlik(desk, ayse.tckn, aks.cep);
  await sees(desk, "Aktif Kullanıcı Bulunamadı");
  await kontrol(desk);
  await personel.girisYap(desk, world, aks, "AKS Anasayfa");
  await sees(desk, "SORUMLU olarak giriş yapıldı.");
  await sees(desk, "ANKARA iline ait başvurular görüntülenmektedir.");
  await desk.getByText("06 - ANKARA").waitFor();
  await kontrol(desk);
});

step("YT-01, YT-02: two Yetkili have their inboxes open, and “Başvuru Yap” is passive for them", async () => {
  for (const [page, who] of [[school, egitim], [health, saglik]]) {
    await personel.girisYap(page, world, who, "Yetkili Anasayfa");
    await page.getByText(who.birim).first().waitFor();
    await page.getByRole("main").getByText("Başvuru Yap", { exact: true }).waitFor();
    assert.equal(await page.getByRole("link", { name: "Başvuru Yap" }).count(), 0);
    await kontrol(page);
    await page.getByRole("main").getByRole("link", { name: "Başvuru Ara" }).click();
    await sees(page, "Toplam 0 kayıt bulundu.");
    await sees(page, "Canlı:");
    await kontrol(page);
    await stays(page);
  }
});

step("AK-02, AK-05: the desk finds the application with everything the citizen wrote", async () => {
  await desk.getByRole("link", { name: "Başvuru Arama" }).click();
  await desk.getByRole("row", { name: new RegExp(no) }).waitFor();
  await kontrol(desk);
  await personel.bul(desk, no);
  for (const text of ["Başvuru Açık Kapı Birim Havuzunda", konu, "KIZILAY MAH.", vatandas.belge.name]) await sees(desk, text);
  for (const pair of vatandas.basliklar) await sees(desk, pair[1]);
  await desk.getByText("İletişim Bilgileri").click();
  await sees(desk, eposta);
  await kontrol(desk);
  const [download] = await Promise.all([desk.waitForEvent("download"), desk.getByRole("link", { name: vatandas.belge.name }).click()]);
  assert.equal(download.suggestedFilename(), vatandas.belge.name);
});

step("AK-10: routed to two units by type-ahead", async () => {
  await desk.getByRole("button", { name: "İlgili Birime Yönlendir" }).click();
  await kontrol(desk);
  await personel.birimEkle(desk, "ankara il milli eğ", egitim.birim);
  await personel.birimEkle(desk, "sağlık müd", saglik.birim);
  await kontrol(desk);
  await desk.getByRole("button", { name: "İlgili Birime Yönlendir" }).click();
  await sees(desk, "Başvuru İlgili Birime Yönlendirildi");
  for (const { birim } of [egitim, saglik]) await sees(desk, birim);
  await kontrol(desk);
});

step("YT-02, UI-04: it appears in both open inboxes without a reload", async () => {
  for (const page of [school, health]) {
    await page.getByRole("row", { name: new RegExp(no) }).waitFor();
    assert(await stayed(page), "the inbox was reloaded");
    await kontrol(page);
  }
});

step("AK-07: while a unit owes its answer the desk cannot close", async () => {
  await desk.goto(`/aks/basvuru/${no}/kapat`);
  await sees(desk, saglik.birim);
  desk.sorunlar.length = 0; // a refusal it is: 409
  await desk.goto(`/aks/basvuru/${no}`);
  await sees(desk, "Canlı:");
  await stays(desk);
});

step("YT-04: the first unit answers “Olumlu” with a file; its button is passive then", async () => {
  await school.getByRole("link", { name: "Başvuru Detayını Göster" }).click();
  await sees(school, konu);
  await kontrol(school);
  await school.getByRole("button", { name: "Başvuru Cevapla" }).click();
  await vatandas.dosya(school, vatandas.belge);
  await personel.cevapla(school, "Olumlu", "");
  await school.locator("#metin-error").waitFor();
  await kontrol(school);
  await personel.cevapla(school, "Olumlu", "Kapak okul müdürlüğünce bugün onarılmıştır.");
  await sees(school, "Cevabınız Açık Kapı Sorumlusuna gönderildi.");
  assert(await school.getByRole("button", { name: "Başvuru Cevapla" }).isDisabled());
  await kontrol(school);
});

step("YT-08: the second unit returns it as not competent", async () => {
  await health.getByRole("link", { name: "Başvuru Detayını Göster" }).click();
  await health.getByRole("button", { name: "Yetkisiz Birim" }).click();
  await kontrol(health);
  await health.getByLabel("İade Nedeni").fill("Konu müdürlüğümüzün görev alanında değildir.");
  await health.getByRole("button", { name: "Yetkisizlikle İade Et" }).click();
  await sees(health, "Açık Kapı Sorumlusuna iade edildi");
  await kontrol(health);
});

step("AK-12: the desk's open page tells by itself that all have answered", async () => {
  await sees(desk, "Yönlendirilen tüm birimler cevap verdi.");
  await sees(desk, "Kapak okul müdürlüğünce bugün onarılmıştır.");
  await sees(desk, "Konu müdürlüğümüzün görev alanında değildir.");
  assert(await stayed(desk), "the page was reloaded");
  await kontrol(desk);
});

step("AK-11: sent to the MİA", async () => {
  await desk.getByRole("button", { name: "MİA Onayına Gönder" }).click();
  await kontrol(desk);
  await desk.getByRole("button", { name: "MİA Onayına Gönder" }).click();
  await sees(desk, "Başvuru Mülki İdare Amiri Onayına Gönderildi");
  await kontrol(desk);
});

step("GR-03, MI-01, MI-03: the MİA signs in by password, finds it and answers", async () => {
  await governor.goto("/");
  await governor.getByRole("link", { name: "e-İçişleri", exact: true }).click();
  await governor.getByRole("link", { name: "Sertifikasız Giriş" }).click();
  await personel.parolaYaz(governor, mia.hesap, "yanlış şifre");
  await sees(governor, "Kullanıcı adı veya şifre hatalı.");
  await kontrol(governor);
  await personel.parolaYaz(governor, mia.hesap);
  await kontrol(governor);
  await governor.getByRole("main").getByRole("link", { name: "Açık Kapı" }).click();
  await vatandas.baslik(governor, "Açık Kapı Başvuru Sorgulama");
  await kontrol(governor);
  await governor.getByRole("row", { name: new RegExp(no) }).getByRole("link", { name: "Görüntüle" }).first().click();
  await sees(governor, konu);
  await kontrol(governor);
  await governor.getByRole("button", { name: "Cevapla" }).click();
  await kontrol(governor);
  await personel.cevapla(governor, "Olumlu", "Uygundur.");
  await sees(governor, "Cevabınız Açık Kapı Sorumlusuna gönderildi.");
  await kontrol(governor);
});

step("AK-06, AK-08, AK-11: back from the MİA the desk closes with the letter, and nothing more can be done", async () => {
  await sees(desk, "Başvuru Mülki İdare Amirinden Cevap Dönüldü");
  await desk.getByRole("button", { name: "İşlemi Kapat" }).click();
  for (const text of [/^Sayın AYŞE DEMİR;$/, new RegExp(`${no} no' lu başvuru sonuçlanmıştır`), "ANKARA VALİLİĞİ",
    "Vatandaşa cevap gönderildikten sonra başvuru kapatılacak ve üzerinde işlem yapılamayacaktır."]) await sees(desk, text);
  await kontrol(desk);
  await desk.getByLabel("Vatandaşa Verilecek Cevap").fill("Rögar kapağı onarılmıştır.");
  await desk.getByRole("button", { name: "İşlemi Kapat" }).click();
  await desk.locator("#sonuc-error").waitFor();
  assert.equal(await desk.getByLabel("Vatandaşa Verilecek Cevap").inputValue(), "Rögar kapağı onarılmıştır.");
  await kontrol(desk);
  await desk.getByLabel("Başvuru Olumlu Kapatıldı").check();
  await desk.getByRole("button", { name: "İşlemi Kapat" }).click();
  await sees(desk, "Başvuru Olumlu Kapatıldı");
  for (const name of ["İlgili Birime Yönlendir", "MİA Onayına Gönder", "İşlemi Kapat", "Güncelle"]) {
    assert.equal(await desk.getByRole("button", { name }).count(), 0, `“${name}” is still offered`);
  }
  await kontrol(desk);
});

step("VB-14: the citizen is told of receipt and closing, once each", async () => {
  await bekle(world, ayse.cep, new RegExp(`${no} numaralı başvurunuz sonuçlanmıştır: Başvuru Olumlu Kapatıldı`));
  const told = (await gelen(world, ayse.cep)).map((m) => m.text).filter((text) => text.includes(no));
  assert.equal(told.length, 2, told.join("\n"));
});

step("VS-01, VS-02: by number, T.C. Kimlik No and a code the citizen reads the answer", async () => {
  await citizen.goto("/");
  await citizen.getByRole("link", { name: "Başvuru Sorgula" }).click();
  await vatandas.sorgula(citizen, no, aks.tckn);
  await sees(citizen, "Bu bilgilerle eşleşen bir başvuru bulunamadı.");
  await kontrol(citizen);
  const code = await sonrakiKod(world, ayse.cep, () => vatandas.sorgula(citizen, no, ayse.tckn));
  await citizen.getByRole("timer").waitFor();
  await kontrol(citizen);
  await vatandas.kod(citizen, code);
  for (const text of ["Başvuru Olumlu Kapatıldı", "Rögar kapağı onarılmıştır.", konu, vatandas.belge.name]) await sees(citizen, text);
  await kontrol(citizen);
});

step("GR-05: after “Çıkış” the pages ask to sign in", async () => {
  await desk.getByRole("button", { name: "Çıkış" }).click();
  await desk.goto(`/aks/basvuru/${no}`);
  await vatandas.baslik(desk, "Sorumlu/Yetkili Girişi");
});

step("YT-03: nothing that the Yetkili's browsers were ever sent holds the citizen's contact data", async () => {
  const sent = recorder.text();
  for (const seen of [konu, ayse.ad, "event: degisti"]) assert(sent.includes(seen), `the recorder has not seen “${seen}”`);
  assert.deepEqual(sizanlar(sent.split("\n"), [numara(ayse.cep), numara(ev), new RegExp(eposta.split("@")[0])]), []);
});

step("SC-04: no log line and no trace holds a T.C. Kimlik No, a phone number, an e-mail address or a code, no trace a name", async () => {
  const people = [ayse, aks, egitim, saglik];
  const codes = (await Promise.all(people.map(({ cep }) => kodlar(world, cep)))).flat();
  assert.equal(codes.length, 5, "one code for each sign-in, none for a wrong identity");
  const secret = [...people.map(({ tckn }) => tam(tckn)), ...people.map(({ cep }) => numara(cep)), numara(ev), new RegExp(eposta), ...codes.map(tam)];
  const lines = await world.logs();
  assert(lines.some((line) => line.includes('"message":"http"')), "the log was not read");
  assert.deepEqual(sizanlar(lines, secret), []);
  await until("the closing of the application to be traced", () => world.izler().includes("store.Do kapat_olumlu"));
  assert.deepEqual(sizanlar(world.izler().split("\n"), [...secret, new RegExp(`${ayse.ad}|${ayse.soyad}`)]), []);
});

// stays marks the document that a window shows; stayed tells whether it is still that one.
const stays = (page) => page.evaluate(() => { window.isaret = true; });
const stayed = (page) => page.evaluate(() => window.isaret === true);
