package io.bpfman.siblings.plane;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Marks tests that need the real control plane: skipped where Go is missing, but never where CI=true. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(NeedsControlPlane.Condition.class)
public @interface NeedsControlPlane {

    /** Enables the tests where the control plane can be built. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Binaries.available()) {
                return ConditionEvaluationResult.enabled("Go can build the control plane");
            }
            var reason = "%s needs Go %s or newer on the PATH to build the control plane"
                    .formatted(context.getDisplayName(), Binaries.oldestGo());
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(reason);
            }
            if (context.getTestMethod().isEmpty()) {
                System.out.println("SKIPPED: " + reason);
            }
            return ConditionEvaluationResult.disabled(reason);
        }
    }
}
