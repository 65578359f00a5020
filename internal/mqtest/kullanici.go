package mqtest

import (
	"net/url"
	"testing"

	"github.com/google/uuid"
	rabbithole "github.com/michaelklishin/rabbit-hole/v3"
)

// User makes a RabbitMQ user with these rights in the vhost of amqpURL, as a birim's own system has one, and returns
// its URL; it is gone after the test. Users are of the whole server: take a name that no other test uses.
func User(t testing.TB, amqpURL, name string, rights rabbithole.Permissions) string {
	t.Helper()
	u, err := url.Parse(amqpURL)
	if err != nil {
		t.Fatal(err)
	}
	client, _ := management(t)
	password := uuid.NewString()
	if _, err := client.PutUser(name, rabbithole.UserSettings{Password: password}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := client.DeleteUser(name); err != nil {
			t.Logf("user %s stays behind: %v", name, err)
		}
	})
	if _, err := client.UpdatePermissionsIn(u.Path[1:], name, rights); err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(name, password)
	return u.String()
}

// Forget deletes the user name that the program under test makes: one that an earlier run has left, and again after the test.
func Forget(t testing.TB, name string) {
	t.Helper()
	DropUser(t, name)
	t.Cleanup(func() { DropUser(t, name) })
}

// DropUser deletes a user behind the program's back; none of that name is right too.
func DropUser(t testing.TB, name string) {
	t.Helper()
	client, _ := management(t)
	res, err := client.DeleteUser(name)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
}
