package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"acikkapi/internal/kural"
)

// constraintErrors turns the database's own refusals into messages at the field. The lists are checked before
// (basvuru.Yeni.Validate); these catch what changed in between, or came past it.
var constraintErrors = map[string]*kural.Error{
	"basvuru_ilce":      {Kind: kural.Invalid, Field: "ilce", Message: "Seçilen ilçe bu ile ait değil."},
	"basvuru_yerlesim":  {Kind: kural.Invalid, Field: "yerlesim", Message: "Seçilen mahalle veya köy bu ilçeye ait değil."},
	"basvuru_egitim":    {Kind: kural.Invalid, Field: "egitim", Message: "Eğitim durumunu seçiniz."},
	"basvuru_sektor":    {Kind: kural.Invalid, Field: "sektor", Message: "Çalışma sektörünü seçiniz."},
	"hizmet_baslik_var": {Kind: kural.Invalid, Field: "hizmet", Message: "Seçilen hizmet başlığı listede yok."},
	"hizmet_cifti":      {Kind: kural.Invalid, Field: "hizmet", Message: "Seçilen hizmet alt başlığı bu hizmet başlığına ait değil."},
	"yonlendirme_birim_no_fkey": {
		Kind: kural.Invalid, Field: "birim", Message: "Seçilen birim DETSİS listesinde bulunamadı.",
	},
	"yonlendirme_acik": {Kind: kural.Conflict, Field: "birim", Message: "Seçilen birimde açık bir yönlendirme zaten var."},
	"kart_tek":         errBaskasinin,
	"kart_talep_tek":   errBaskasinin,
	"kart_talep_neden": {Kind: kural.Invalid, Field: "neden", Message: "İptal talebi nedenini listeden seçiniz."},
	"kart_talep_ret":   {Kind: kural.Invalid, Field: "ret_sebebi", Message: "Ret sebebini listeden seçiniz."},
	"kullanici_tek":    {Kind: kural.Conflict, Field: "tckn", Message: "Bu kişi bu yetki tipiyle zaten kayıtlıdır."},
	"kullanici_adi_tek": {
		Kind: kural.Conflict, Field: "kullanici_adi", Message: "Bu kullanıcı adı başka bir kullanıcıya ait; başka bir ad seçiniz.",
	},
}

// ErrDatabase is in the cause of every Unavailable of this package: our own database is away, which is no fault of the message or post
// that met it.
var ErrDatabase = errors.New("the database is away")

// Mesgul is the cause of an Unavailable that ends by itself, in Kalan at the longest: somebody else is at it, or it is not the hour.
type Mesgul struct{ Kalan time.Duration }

func (m *Mesgul) Error() string {
	return "to wait for, " + m.Kalan.String() + " at the longest"
}

// away sorts a database error: constraint refusals get their message, an unreachable or restarting server is
// Unavailable, text that no database can keep is Invalid, everything else stays what it is (a fault of ours).
func away(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*kural.Error](err); ok {
		return err
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		if e, ok := constraintErrors[pg.ConstraintName]; ok {
			return &kural.Error{Kind: e.Kind, Field: e.Field, Message: e.Message, Err: err}
		}
		if pg.Code == "22021" || pg.Code == "22P05" { // a zero byte, or no UTF-8 at all
			return &kural.Error{Kind: kural.Invalid, Message: "Yazılanlarda okunamayan karakterler var.", Err: err}
		}
		if !transient(pg.Code) {
			return err
		}
	} else if !disconnected(err) {
		return err
	}
	return kural.Away("Sistem şu anda hizmet veremiyor. Lütfen birkaç dakika sonra yeniden deneyiniz.", fmt.Errorf("%w: %w", ErrDatabase, err))
}

// transient: connection exceptions, server shutting down or starting, resources short, serialization, deadlocks, and locks held too long.
func transient(code string) bool {
	switch code[:2] {
	case "08", "53", "57", "58":
		return true
	}
	return code == "40001" || code == "40P01" || code == "55P03" || code == "25006"
}

func disconnected(err error) bool {
	_, netErr := errors.AsType[net.Error](err)
	_, connErr := errors.AsType[*pgconn.ConnectError](err)
	return netErr || connErr || pgconn.SafeToRetry(err) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, net.ErrClosed) || closedPool(err)
}

// closedPool recognises a connection that broke in the middle of an exchange: pgconn has no type for it.
func closedPool(err error) bool {
	s := err.Error()
	return s == "conn closed" || s == "closed pool" || errors.Is(err, pgx.ErrTxClosed) || strings.Contains(s, "unexpected EOF") || strings.Contains(s, "connection reset")
}

// violates tells whether err is a refusal by the named constraint.
func violates(err error, constraint string) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pg.ConstraintName == constraint
}
