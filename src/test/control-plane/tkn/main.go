// Command tkn is the part of Tekton's command line the tests run; its full main needs a module that can no longer be fetched.
package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/tektoncd/cli/pkg/cli"
	"github.com/tektoncd/cli/pkg/cmd/customrun"
	"github.com/tektoncd/cli/pkg/cmd/pipelinerun"
)

func main() {
	params := &cli.TektonParams{}
	root := &cobra.Command{Use: "tkn", SilenceUsage: true}
	root.AddCommand(customrun.Command(params), pipelinerun.Command(params))
	if root.Execute() != nil {
		os.Exit(1)
	}
}
