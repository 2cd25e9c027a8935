package io.bpfman.siblings.plane;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** What stands on this machine for the command of a step; the step's arguments follow. */
@FunctionalInterface
public interface StepProgram {

    /** Returns the first words of the command line for this pod. */
    List<String> command(Pod pod);
}
