package io.hauberk.accesslog;

import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.service.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the decisions of an exchange say about its outcome. */
final class Findings implements Consumer<Decision> {
    private static final int MAX_SHADOWED = 8;

    /** They decide about calls to others, whose failure need not be ours. */
    private static final Set<String> OF_CALLS = Set.of("mesh", "retry", "balance");

    private final Exchange exchange;
    private @Nullable Decision refused;
    private @Nullable List<String> shadowed;
    private @Nullable Upstream upstream;

    private Findings(Exchange exchange) {
        this.exchange = exchange;
    }

    static Findings in(Exchange exchange) {
        Findings findings = new Findings(exchange);
        exchange.forEachDecision(findings);
        return findings;
    }

    @Override
    public void accept(Decision decision) {
        if (decision.outcome() == Outcome.REFUSED) {
            if (!OF_CALLS.contains(decision.filter())) {
                refused = decision;
            }
        } else if (decision.outcome() == Outcome.WOULD_REFUSE) {
            shadow(decision);
        } else if (decision.input() instanceof Upstream attempt && attempt.exchange() == exchange) {
            upstream = attempt;
        }
    }

    private void shadow(Decision decision) {
        List<String> list = shadowed;
        if (list == null) {
            list = new ArrayList<>();
            shadowed = list;
        }
        if (list.size() < MAX_SHADOWED) {
            String rule = decision.rule() == null ? "" : " by " + decision.rule();
            String reason = reason(decision);
            list.add(decision.filter() + rule + (reason == null ? "" : ": " + reason));
        }
    }

    /** Only short names are reasons; other inputs may be anything. */
    private static @Nullable String reason(Decision decision) {
        return decision.input() instanceof String reason ? reason : null;
    }

    boolean shadowedAny() {
        return shadowed != null;
    }

    void tell(Line line, @Nullable Rejection rejection, int status) {
        if (rejection != null) {
            line.put("filter", rejection.filter());
            line.put("rule", rejection.rule());
            line.put("reason", rejection.reason());
        } else if (refused != null && status >= 400) {
            line.put("filter", refused.filter());
            line.put("rule", refused.rule());
            line.put("reason", reason(refused));
        }
        line.put("shadowed", shadowed);
        if (upstream != null) {
            line.put("service", upstream.service());
            line.put("endpoint", upstream.endpoint());
            line.put("attempts", upstream.attempt());
        }
    }
}
