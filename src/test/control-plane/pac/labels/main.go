// Command pac-labels prints what Pipelines-as-Code writes on a PipelineRun: for each line of JSON that it reads, an event, it
// prints the labels and annotations, by Pipelines-as-Code's own code of the version that go.mod pins.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/openshift-pipelines/pipelines-as-code/pkg/apis/pipelinesascode/v1alpha1"
	"github.com/openshift-pipelines/pipelines-as-code/pkg/formatting"
	"github.com/openshift-pipelines/pipelines-as-code/pkg/kubeinteraction"
	"github.com/openshift-pipelines/pipelines-as-code/pkg/params"
	"github.com/openshift-pipelines/pipelines-as-code/pkg/params/info"
	tektonv1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
)

type asked struct {
	Name       string // of the pipeline
	Repository string
	Provider   string
	Event      info.Event
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var in asked
		if err := json.Unmarshal(lines.Bytes(), &in); err != nil {
			fail(err)
		}
		repository := &v1alpha1.Repository{}
		repository.SetName(in.Repository)
		run := &tektonv1.PipelineRun{}
		run.Labels = map[string]string{"pipelinesascode.tekton.dev/original-prname": formatting.CleanValueKubernetes(in.Name)}
		run.Annotations = map[string]string{"pipelinesascode.tekton.dev/original-prname": in.Name}
		if err := kubeinteraction.AddLabelsAndAnnotations(&in.Event, run, repository, &info.ProviderConfig{Name: in.Provider}, params.New()); err != nil {
			fail(err)
		}
		out, err := json.Marshal(map[string]any{"labels": run.Labels, "annotations": run.Annotations})
		if err != nil {
			fail(err)
		}
		fmt.Println(string(out))
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
