package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Filter;
import java.util.List;

/** Two filters that map heads, and whether they did. */
final class Mappings {
    private Mappings() {}

    /** Two filters that each ask for a field which tells what its mapping saw. */
    static Filter[] of(List<String> log) {
        Filter outer = (request, next) -> next.handle(request, head -> {
            log.add("outer");
            return head.adding("X-Outer", "saw " + head.headers().first("X-Inner"));
        });
        Filter inner = (request, next) -> next.handle(request, head -> {
            log.add("inner");
            return head.adding("X-Inner", "saw " + head.headers().first("X-App"));
        });
        return new Filter[] {outer, inner};
    }

    /** Each of the two mappings was applied once, the inner one first. */
    static void assertMapped(Reply reply, List<String> log) {
        assertThat(log).containsExactly("inner", "outer");
        assertThat(reply.all("X-Inner")).containsExactly("saw app");
        assertThat(reply.all("X-Outer")).containsExactly("saw saw app");
    }
}
