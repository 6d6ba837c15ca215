// Program compose reads a compose file as docker compose does, with the library that docker compose is made of, and prints it
// as JSON: merged, with variables, paths and profiles resolved. It needs no container engine.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/cli"
)

// version is the release of compose-go that go.mod names; the build sets it.
var version = "unknown"

func main() {
	if len(os.Args) == 2 && os.Args[1] == "--version" {
		fmt.Println("compose-go", version)
		return
	}
	if len(os.Args) < 2 {
		fail("usage: compose FILE [PROFILE...]; variables come from the environment and from .env beside the file")
	}
	resolved, err := resolve(os.Args[1], os.Args[2:])
	if err != nil {
		fail(err.Error())
	}
	fmt.Println(string(resolved))
}

// resolve returns the file as JSON, with the services of these profiles and those of none.
func resolve(file string, profiles []string) ([]byte, error) {
	options, err := cli.NewProjectOptions(
		[]string{file},
		cli.WithWorkingDirectory(filepath.Dir(file)),
		cli.WithOsEnv,
		cli.WithEnvFiles(),
		cli.WithDotEnv,
		cli.WithDefaultProfiles(profiles...),
		cli.WithResolvedPaths(true),
		cli.WithConsistency(true),
	)
	if err != nil {
		return nil, err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return nil, err
	}
	return project.MarshalJSON()
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, "compose:", message)
	os.Exit(1)
}
