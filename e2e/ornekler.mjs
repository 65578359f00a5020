// Applications of synthetic people for lists that look like a day's work, filed through the API as units' web forms do.
import { randomUUID } from "node:crypto";

const anahtar = "demo-anahtar-basvuru-yaz"; // docs/demo.md
const konular = [
  ["SAĞLIK", "Hastane hizmetleri ve randevu ile ilgili başvurular", "Göz polikliniğine üç aydır randevu alamıyorum; yardımcı olmanızı rica ederim."],
  ["EĞİTİM", "Taşımalı eğitim ve öğrenci servisleri ile ilgili başvurular", "Köyümüzden okula giden servis kış saatlerinde geç geliyor, çocuklar ilk dersi kaçırıyor."],
  ["ÇEVRE VE ŞEHİRCİLİK", "Gürültü ve çevre kirliliğine ilişkin şikâyetler", "Sitemizin karşısındaki şantiye gece yarısından sonra da çalışıyor."],
  ["VALİLİK HİZMETLERİ", "Adli sicil kaydı talebi", "Yurt dışı başvurusu için adli sicil kaydı almak istiyorum."],
  ["EĞİTİM", "Burs, pansiyon ve yurt talepleri", "Üniversiteyi kazanan kızım için yurt başvurusunun nereye yapılacağını öğrenmek istiyorum."],
  ["SAĞLIK", "Evde sağlık ve hasta nakil hizmeti talepleri", "Yatağa bağımlı annem için evde sağlık hizmeti talep ediyorum."],
  ["ÇALIŞMA VE SOSYAL GÜVENLİK", "Genel Sağlık Sigortası işlemleri", "Sigorta girişim yapılmamış görünüyor, incelenmesini rica ederim."],
  ["Diğer", "", "Mahallemizdeki pazar yerinin zemini bozuk; yaşlılar ve bebek arabaları geçemiyor."],
];

// basvur files one application for each of konular, by people of Ankara whom the simulator knows.
export async function basvur(world) {
  const [people, basliklar, ilceler, egitimler, sektorler] = await Promise.all([
    get(`${world.sim}/kisiler`), ...["hizmet", "il/6/ilce", "egitim", "sektor"].map((list) => get(`${world.url}/api/v1/${list}`)),
  ]);
  const citizens = people.filter((p) => p.ilKodu === 6 && p.cep && p.mahalle && !p.rol).slice(0, konular.length);
  for (const [i, kisi] of citizens.entries()) {
    const [ust, alt, konu] = konular[i];
    const baslik = find(basliklar, ust);
    const ilce = find(ilceler, kisi.ilce);
    const yerlesim = find(await get(`${world.url}/api/v1/ilce/${ilce.id}/yerlesim`), kisi.mahalle);
    await post(`${world.url}/api/v1/basvuru`, {
      tckn: kisi.tckn, ad: kisi.ad, soyad: kisi.soyad, cep: kisi.cep,
      anne_kizlik_soyadi: kisi.anneKizlikSoyadi[0] + kisi.anneKizlikSoyadi.at(-1),
      acik_adres: kisi.acikAdres, il: 6, ilce: ilce.id, yerlesim: yerlesim.id, egitim: egitimler[5].id, sektor: sektorler[4].id, konu,
      hizmetler: [alt ? { baslik: baslik.id, alt_baslik: find(baslik.alt_basliklar, alt).id } : { baslik: baslik.id, aciklama: "Pazar yeri" }],
    });
  }
}

function find(list, ad) {
  const found = list.find((one) => one.ad === ad);
  if (!found) throw new Error(`“${ad}” is not on the list`);
  return found;
}

async function get(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.json();
}

async function post(url, body) {
  const response = await fetch(url, {
    method: "POST", body: JSON.stringify(body),
    headers: { "content-type": "application/json", authorization: `Bearer ${anahtar}`, "idempotency-key": randomUUID() },
  });
  if (response.status !== 201) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}
