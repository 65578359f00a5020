// The demo people of docs/demo.md whom these tests need.
export const ayse = { tckn: "88000000152", ad: "AYŞE", soyad: "DEMİR", anne: "KA", cep: "+905000000001" };
export const mehmet = { tckn: "88000000220", ad: "MEHMET", soyad: "YILMAZ", anne: "ŞN", cep: "+905000000002" };

export const aks = { tckn: "88990000194", ad: "SELİN AKIN", cep: "+905009000001" };
export const aksIkiIlce = { tckn: "88990000262", ad: "OKAN ÇINAR", cep: "+905009000002" };
export const egitim = { tckn: "88990000330", ad: "NURAY IŞIK", cep: "+905009000003", birim: "ANKARA İL MİLLİ EĞİTİM MÜDÜRLÜĞÜ", no: "55481037" };
export const saglik = { tckn: "88990000408", ad: "TARIK ÖZGÜN", cep: "+905009000004", birim: "ANKARA İL SAĞLIK MÜDÜRLÜĞÜ", no: "90600111" };
export const cokBirim = { tckn: "88990000576", ad: "GÜLAY ŞENER", cep: "+905009000005", birim: "ÇANKAYA KAYMAKAMLIĞI", no: "90607200" };

export const parola = "AcikKapi.Demo.2026";
export const mia = { hesap: "mia.ankara", ad: "ERDEM KILINÇ" };
