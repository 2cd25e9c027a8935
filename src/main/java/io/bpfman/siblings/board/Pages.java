package io.bpfman.siblings.board;

import io.bpfman.siblings.explain.Explanation;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

/** The templates of the board. */
@CheckedTemplate(basePath = "", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
public class Pages {

    private Pages() {}

    /** A namespace. */
    static native TemplateInstance overview(List<String> namespaces, Board board, List<String> troubles);

    /** One wait. */
    static native TemplateInstance wait(
            List<String> namespaces, String namespace, String name, Explanation explanation, String text);

    /** Something that is not there, or cannot be shown. */
    static native TemplateInstance trouble(List<String> namespaces, String namespace, String what);
}
