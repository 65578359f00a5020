package duzen_test

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"acikkapi/internal/config"
	"acikkapi/internal/gizli"
)

// composeFile is of a compose file what can be held against the rest of the repository without an engine.
type composeFile struct {
	Services map[string]service `yaml:"services"`
	Volumes  map[string]any     `yaml:"volumes"`
}

type service struct {
	Image       string            `yaml:"image"`
	Restart     string            `yaml:"restart"`
	Hostname    string            `yaml:"hostname"`
	Environment map[string]string `yaml:"environment"`
	Ports       []string          `yaml:"ports"`
	Volumes     []string          `yaml:"volumes"`
	DependsOn   map[string]struct {
		Condition string `yaml:"condition"`
	} `yaml:"depends_on"`
	Healthcheck *struct {
		Test    []string `yaml:"test"`
		Disable bool     `yaml:"disable"`
	} `yaml:"healthcheck"`
}

func (s service) healthy() bool { return s.Healthcheck != nil && !s.Healthcheck.Disable }

var composeFiles = []string{"docker-compose.yml", "deploy/compose.ha.yml"}

func compose(t *testing.T, name string) composeFile {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("../..", name))
	if err != nil {
		t.Fatal(err)
	}
	var c composeFile
	if err := yaml.Unmarshal(raw, &c); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return c
}

// OP-06: what the compose files tell the program is what the program knows, and enough for it to start.
func TestComposeConfiguresTheProgram(t *testing.T) {
	known := map[string]bool{}
	for field := range reflect.TypeFor[config.Config]().Fields() {
		known[field.Tag.Get("env")] = true
	}
	image := imageEnv(t)
	for _, name := range composeFiles {
		n := 0
		for what, s := range compose(t, name).Services {
			if s.Image != "acikkapi" {
				continue
			}
			n++
			env := maps.Clone(image)
			for k, v := range s.Environment {
				if !known[k] && !known[strings.TrimSuffix(k, "_FILE")] {
					t.Errorf("%s: %s is given %s, which the program does not know", name, what, k)
				}
				env[k] = interpolated(k, v)
			}
			if _, err := config.From(env); err != nil {
				t.Errorf("%s: with what %s is given, the program does not start: %v", name, what, err)
			}
		}
		if n < 3 {
			t.Errorf("%s runs the program %d times", name, n)
		}
	}
}

// OP-06: everything has a health check, waits for things that have one, and mounts files that are there.
func TestComposeHangsTogether(t *testing.T) {
	for _, name := range composeFiles {
		c := compose(t, name)
		for what, s := range c.Services {
			once := s.Restart == "no"
			if once == s.healthy() {
				t.Errorf("%s: %s ends by itself: %v, has a health check: %v", name, what, once, s.healthy())
			}
			for other, on := range s.DependsOn {
				o, ok := c.Services[other]
				if !ok || (on.Condition == "service_healthy") != o.healthy() {
					t.Errorf("%s: %s waits for %s to be %s", name, what, other, on.Condition)
				}
			}
			for _, v := range s.Volumes {
				source, _, _ := strings.Cut(v, ":")
				if !strings.HasPrefix(source, ".") {
					if _, ok := c.Volumes[source]; !ok {
						t.Errorf("%s: %s mounts the volume %s, which nobody declares", name, what, source)
					}
				} else if _, err := os.Stat(filepath.Join("../..", filepath.Dir(name), source)); err != nil {
					t.Errorf("%s: %s mounts %v", name, what, err)
				}
			}
			for _, p := range s.Ports {
				if !strings.HasPrefix(p, "127.0.0.1:") {
					t.Errorf("%s: %s is open to everybody: %s", name, what, p)
				}
			}
		}
	}
}

// OP-06: haproxy passes on to what compose.ha.yml starts, on the ports where it listens, and the cluster's nodes are those of the file that they read.
func TestBalancerAndClusterNameTheirParts(t *testing.T) {
	services := compose(t, "deploy/compose.ha.yml").Services
	cfg, err := os.ReadFile("../../deploy/haproxy/haproxy.cfg")
	if err != nil {
		t.Fatal(err)
	}
	web := services["web1"].Environment
	public := imageEnv(t)["ACIKKAPI_LISTEN"]
	n := 0
	for _, m := range regexp.MustCompile(`(?m)^\s+server (\S+) ([^:\s]+)(:\d+) check(?: port (\d+))?`).FindAllStringSubmatch(string(cfg), -1) {
		n++
		_, ok := services[m[2]]
		private := m[4] == "" || ":"+m[4] == web["ACIKKAPI_PRIVATE_LISTEN"]
		if !ok || m[1] != m[2] || !private || !slices.Contains([]string{public, ":5672", ":15672"}, m[3]) {
			t.Errorf("haproxy passes on to what is not there: %s", m[0])
		}
	}
	if n != 10 {
		t.Errorf("haproxy has %d servers", n)
	}
	cluster, err := os.ReadFile("../../deploy/rabbitmq/cluster.conf")
	if err != nil {
		t.Fatal(err)
	}
	nodes := regexp.MustCompile(`(?m)^cluster_formation\.classic_config\.nodes\.\d = (\w+)@(\w+)$`).FindAllStringSubmatch(string(cluster), -1)
	if len(nodes) != 3 {
		t.Errorf("the cluster has %d nodes", len(nodes))
	}
	for _, m := range nodes {
		s := services[m[2]]
		if s.Hostname != m[2] || s.Environment["RABBITMQ_NODENAME"] != m[1]+"@"+m[2] {
			t.Errorf("the node %s of the cluster is not in compose.ha.yml", m[0])
		}
		if !strings.Contains(web["AMQP_URL"], "@"+m[2]+":5672/") {
			t.Errorf("the program is not told of %s", m[2])
		}
	}
}

// imageEnv is what the Dockerfile sets.
func imageEnv(t *testing.T) map[string]string {
	t.Helper()
	raw, err := os.ReadFile("../../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{}
	for _, m := range regexp.MustCompile(`(ACIKKAPI_\w+)=(\S+)`).FindAllStringSubmatch(string(raw), -1) {
		env[m[1]] = m[2]
	}
	return env
}

// interpolated puts in what is not given in a shell: defaults, and some value for what has none.
func interpolated(name, value string) string {
	return regexp.MustCompile(`\$\{\w+(:-|:\?)?([^}]*)\}`).ReplaceAllStringFunc(value, func(s string) string {
		_, def, ok := strings.Cut(strings.TrimSuffix(s, "}"), ":-")
		switch {
		case name == "ACIKKAPI_KEYS":
			return gizli.NewKey(1)
		case ok:
			return def
		}
		return "x"
	})
}
