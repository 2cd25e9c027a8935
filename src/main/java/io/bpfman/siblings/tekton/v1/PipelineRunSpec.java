package io.bpfman.siblings.tekton.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.bpfman.siblings.tekton.LenientJson;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is asked of a PipelineRun; {@code status} is {@link #PENDING} while it may not start. */
@JsonDeserialize(using = PipelineRunSpec.Reader.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PipelineRunSpec(@Nullable String status) {

    /** tektoncd/pipeline: pkg/apis/pipeline/v1, PipelineRunSpecStatusPending. */
    public static final String PENDING = "PipelineRunPending";

    /** Reads any JSON. */
    public static PipelineRunSpec of(JsonNode node) {
        return new PipelineRunSpec(LenientJson.text(node, "status"));
    }

    /** Reads what we need of it, which is little: most of it is a copy of the pipeline. */
    public static final class Reader extends JsonDeserializer<PipelineRunSpec> {

        private static final Set<String> FIELDS = Set.of("status");

        @Override
        public PipelineRunSpec deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return of(LenientJson.only(FIELDS, parser, context));
        }
    }
}
