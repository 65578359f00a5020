// The operator's pages: all is well, something is wrong, a parked message and what is done about it.
import assert from "node:assert/strict";

import { cek } from "./cek.mjs";
import * as personel from "./personel.mjs";
import { pencere, sees } from "./tarayici.mjs";

// yayinla puts a message straight into a queue of the world, as somebody's broken system might.
export async function yayinla(world, kuyruk, tip, govde) {
  const management = new URL(process.env.AMQP_MANAGEMENT_URL);
  const authorization = `Basic ${btoa(`${decodeURIComponent(management.username)}:${decodeURIComponent(management.password)}`)}`;
  const response = await fetch(`${management.protocol}//${management.host}/api/exchanges/${world.vhost}/amq.default/publish`, {
    method: "POST", headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({
      routing_key: kuyruk, payload: govde, payload_encoding: "string",
      properties: {
        message_id: /"id":"([^"]+)"/.exec(govde)?.[1] ?? crypto.randomUUID(), type: tip, correlation_id: "1001",
        headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", ad: "AYŞE DEMİR" },
      },
    }),
  });
  assert.equal((await response.json()).routed, true, `no queue ${kuyruk}`);
}

export async function isletimEkranlari(world, browser) {
  const page = await pencere(browser, world.url);
  const button = (name) => page.getByRole("button", { name, exact: true });
  await page.goto("/e-icisleri/giris");
  await personel.parolaYaz(page, "isletmen");
  await page.goto("/isletim");
  await page.getByText(/^(Sistem olağan çalışıyor|[0-9]+ konu ilgi bekliyor)/).waitFor();
  await cek(page, "isletim", "");
  await yayinla(world, "toplama", "birim.cevapladi", JSON.stringify({
    id: crypto.randomUUID(), tip: "birim.cevapladi", zaman: new Date().toISOString(), basvuru_no: 999991, yapan: { rol: "yetkili", ad: "NURAY IŞIK" },
    veri: { sira: 1, birim: "55481037", sonuc: "olumlu", metin: "Sayın AYŞE DEMİR" },
  }));
  await yayinla(world, "sms", "sms.gonder", "{");
  await page.getByText(/[0-9]+ mesaj işlenemedi ve karar bekliyor/).waitFor();
  await cek(page, "isletim-sorun", "");
  await page.goto("/isletim/park");
  await cek(page, "islenemeyen-mesajlar", "");
  await page.getByRole("row", { name: /toplama/ }).getByRole("link").click();
  await cek(page, "islenemeyen-mesaj", "");
  await button("Yeniden İşle").click();
  await cek(page, "mesaji-yeniden-isle", "");
  await page.goBack();
  await button("At").click();
  await button("At").click();
  await page.locator("#aciklama-error").waitFor();
  await cek(page, "mesaji-at-hata", "");
  await page.getByLabel("Gerekçe").fill("Gönderen sistem sınama yapmış.");
  await button("At").click();
  await sees(page, "1 mesajın 1 tanesi atıldı.");
  await cek(page, "mesaj-sonuclari", "");
  await page.goto("/isletim/park");
  await button("Süzgece Uyanların Tümünü At").click();
  await button("Tümünü At").click();
  await page.locator("#aciklama-error").waitFor();
  await cek(page, "mesajlarin-tumunu-at-hata", "");
  await page.goto("/isletim/park?tuketici=sms");
  await button("Süzgece Uyanların Tümünü Yeniden İşle").click();
  await sees(page, "mesaj kuyruğuna geri gönderilecek.");
  await cek(page, "mesajlarin-tumunu-yeniden-isle", "");
  await page.getByLabel("Gerekçe").fill("Nedeni giderildi.");
  await button("Tümünü Yeniden İşle").click();
  await sees(page, "tanesi kuyruğuna gönderildi.");
  await cek(page, "mesajlarin-tumu-sonuc", "");
}
