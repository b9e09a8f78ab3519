package io.hauberk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the alternatives of one request said no with, and the one answer made of it. */
final class Refusals {
    private final String filter;
    private final List<Rejection> all = new ArrayList<>();

    Refusals(String filter) {
        this.filter = filter;
    }

    /** Adds one; true if it settles the matter, because the request itself is malformed. */
    boolean add(Rejection rejection) {
        all.add(rejection);
        return rejection.status() == 400;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Whether one of them had credentials to look at. */
    boolean presented() {
        return all.stream().anyMatch(Refusals::presented);
    }

    private static boolean presented(Rejection rejection) {
        return !rejection.reason().equals(Authentication.UNAUTHENTICATED);
    }

    Rejection joined() {
        Rejection chosen = chosen();
        Rejection joined =
                Rejection.of(filter, chosen.status(), chosen.reason()).by(rule(chosen));
        if (chosen.detail() != null) {
            joined = joined.because(chosen.detail());
        }
        Duration after = chosen.retryAfter();
        if (after != null) {
            joined = joined.retryAfter(after);
        }
        for (Rejection each : chosen.status() == 401 ? all : List.of(chosen)) {
            joined = withFields(joined, each.headers());
        }
        return joined;
    }

    private static Rejection withFields(Rejection rejection, Headers headers) {
        Rejection more = rejection;
        for (int i = 0; i < headers.size(); i++) {
            boolean told = headers.name(i).equalsIgnoreCase("Retry-After")
                    || more.headers().all(headers.name(i)).contains(headers.value(i));
            more = told ? more : more.with(headers.name(i), headers.value(i));
        }
        return more;
    }

    private static String rule(Rejection chosen) {
        return chosen.rule() == null ? chosen.filter() : chosen.filter() + ": " + chosen.rule();
    }

    /** Malformed, then unknown, then wrong with a way to do better, then missing, then forbidden. */
    private Rejection chosen() {
        Rejection malformed = first(400, false);
        Rejection unknown = malformed != null ? malformed : first(503, true);
        Rejection wrong = unknown != null ? unknown : first(401, true);
        Rejection missing = wrong != null ? wrong : first(401, false);
        return missing != null ? missing : all.get(0);
    }

    private @Nullable Rejection first(int status, boolean presented) {
        for (Rejection each : all) {
            if (each.status() == status && (!presented || presented(each))) {
                return each;
            }
        }
        return null;
    }
}
