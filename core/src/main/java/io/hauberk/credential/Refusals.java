package io.hauberk.credential;

import io.hauberk.Authentication;
import io.hauberk.Decision;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The refusals of one filter, made once. The caller learns no more than whether its credentials are missing, malformed or
 * wrong; the rule, which says more, is for decisions and logs. Immutable.
 */
public final class Refusals {
    private final String filter;
    private final @Nullable String challenge;
    private final Headers wish;
    private final Rejection missing;
    private final Rejection wrong;
    private final Rejection malformed;
    private final Rejection otherPrincipal;
    private final Rejection unavailable;
    private final Decision skipped;

    private Refusals(String filter, @Nullable String challenge, Headers wish) {
        this.filter = filter;
        this.challenge = challenge;
        this.wish = wish;
        this.skipped = Decision.of(filter, Outcome.SKIPPED, "no-credentials");
        int unknown = challenge == null ? 403 : 401;
        this.missing = challenged(Rejection.of(filter, unknown, Authentication.UNAUTHENTICATED));
        this.wrong = challenged(Rejection.of(filter, unknown, "invalid-credentials"));
        this.malformed = Rejection.of(filter, 400, "invalid-request");
        this.otherPrincipal = Rejection.of(filter, 403, "different-principals").by("same-principal");
        this.unavailable = Rejection.of(filter, 503, "temporarily-unavailable").retryAfter(Duration.ofSeconds(1));
    }

    /**
     * Those of a filter.
     *
     * @param challenge for {@code WWW-Authenticate}; null where HTTP knows none, so that 403 stands for 401
     *     (RFC 9110 §15.5.2)
     */
    public static Refusals of(String filter, @Nullable String challenge) {
        return new Refusals(filter, challenge, Headers.empty());
    }

    /** These, saying what is asked for in one more field where credentials are missing or wrong. */
    public Refusals asking(String name, String value) {
        return new Refusals(filter, challenge, wish.adding(name, value));
    }

    /** Text that may stand in a challenge between quotes. */
    public static String realm(String realm) {
        if (!realm.chars().allMatch(c -> c >= ' ' && c < 127 && c != '"' && c != '\\')) {
            throw new IllegalArgumentException("A realm is plain text without quotes and backslashes.");
        }
        return realm;
    }

    private Rejection challenged(Rejection rejection) {
        Rejection more = challenge == null ? rejection : rejection.with("WWW-Authenticate", challenge);
        for (int i = 0; i < wish.size(); i++) {
            more = more.with(wish.name(i), wish.value(i));
        }
        return more;
    }

    /** No credentials where some are required. */
    public Rejection missing() {
        return missing.by("no-credentials");
    }

    /** Answers a request without credentials: refuses it, or where none are required passes it as nobody. */
    public Response absent(Request request, boolean required, Handler next) throws IOException {
        if (required) {
            return refuse(request, missing());
        }
        request.exchange().record(skipped);
        return next.handle(request);
    }

    /** Credentials that are not accepted. */
    public Rejection wrong(String rule) {
        return wrong.by(rule);
    }

    /** Credentials that nobody can read, or that are more than one. */
    public Rejection malformed(String rule) {
        return malformed.by(rule);
    }

    /** An earlier filter found somebody else. */
    public Rejection otherPrincipal() {
        return otherPrincipal;
    }

    /** Nobody can say now whether they are right. */
    public Rejection unavailable(String rule) {
        return unavailable.by(rule);
    }

    /** Records the refusal and answers with it. */
    public static Response refuse(Request request, Rejection rejection) {
        request.exchange().record(rejection.decision(Outcome.REFUSED));
        return Response.refused(rejection);
    }

    @Override
    public String toString() {
        return filter;
    }
}
