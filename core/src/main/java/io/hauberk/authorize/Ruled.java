package io.hauberk.authorize;

import io.hauberk.Caller;
import io.hauberk.Decision;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule in its place: how it fits a request, and what is said when it decides. All made once. */
final class Ruled {
    /** How a rule fits, from best to worst. */
    enum Fit {
        /** All parts hold. */
        FITS,
        /** All but the scopes hold. */
        LACKS_SCOPE,
        /** All that the request itself can do holds; the caller is not the one. */
        LACKS_CALLER,
        /** Not for this request. */
        ELSEWHERE
    }

    private final String name;
    private final String text;
    private final Part[] parts;
    private final Part[] exceptions;
    private final Decision allowed;
    private final Decision audited;
    private final Rejection forbidden;
    private final Rejection lacksScope;

    /** @param kind {@code allow}, {@code deny} or {@code audit} */
    Ruled(String filter, String realm, String kind, int number, Rule rule) {
        this.name = rule.name(kind + '-' + number);
        this.text = name + ": " + rule;
        this.parts = rule.parts().toArray(Part[]::new);
        this.exceptions = rule.exceptions().toArray(Part[]::new);
        this.allowed = Decision.of(filter, Outcome.ALLOWED, name);
        this.audited = new Decision(filter, Outcome.APPLIED, name, "audit");
        this.forbidden = Rejection.of(filter, 403, "forbidden").by(name);
        String scope = scope(rule.parts());
        this.lacksScope = Rejection.of(filter, 403, "insufficient-scope")
                .by(name)
                .with(
                        "WWW-Authenticate",
                        "Bearer realm=\"" + realm + "\", error=\"insufficient_scope\""
                                + (scope == null ? "" : ", scope=\"" + scope + '"'));
    }

    /** A scope that would do; null where none is named exactly, or it cannot be written in a challenge (RFC 6749 §3.3). */
    private static @Nullable String scope(List<Part> parts) {
        for (Part part : parts) {
            if (part.about() == Part.About.SCOPE && part.values() instanceof Values values) {
                String scope = values.firstExact();
                boolean plain =
                        scope != null && scope.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '\\');
                return plain ? scope : null;
            }
        }
        return null;
    }

    /** @param wide whether the rule refuses, so that doubts count against the request */
    Fit fit(Request request, Caller caller, boolean wide) {
        Fit fit = Fit.FITS;
        for (Part part : parts) {
            if (!part.holds(request, caller, wide)) {
                switch (part.about()) {
                    case REQUEST -> {
                        return Fit.ELSEWHERE;
                    }
                    case CALLER -> fit = Fit.LACKS_CALLER;
                    case SCOPE -> fit = fit == Fit.FITS ? Fit.LACKS_SCOPE : fit;
                }
            }
        }
        for (Part exception : exceptions) {
            if (exception.holds(request, caller, !wide)) {
                return Fit.ELSEWHERE;
            }
        }
        return fit;
    }

    boolean fits(Request request, Caller caller, boolean wide) {
        return fit(request, caller, wide) == Fit.FITS;
    }

    String name() {
        return name;
    }

    Part[] parts() {
        return parts;
    }

    Part[] exceptions() {
        return exceptions;
    }

    Decision allowed() {
        return allowed;
    }

    Decision audited() {
        return audited;
    }

    Rejection forbidden() {
        return forbidden;
    }

    Rejection lacksScope() {
        return lacksScope;
    }

    /** Its name, and what it asks for. */
    @Override
    public String toString() {
        return text;
    }
}
