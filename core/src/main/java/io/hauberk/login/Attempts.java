package io.hauberk.login;

import io.hauberk.Body;
import io.hauberk.Decision;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.json.Plain;
import io.hauberk.oauth.TokenRefusedException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logins from the first redirect to the callback. */
final class Attempts {
    private static final Logger log = LoggerFactory.getLogger(Attempts.class);
    private static final long SECONDS = 600;
    private static final int MAX_TARGET = 2000;
    private static final String PURPOSE = "login";

    private static final Rejection UNAVAILABLE =
            Rejection.of(Login.NAME, 503, "temporarily-unavailable").retryAfter(Duration.ofSeconds(5));
    private static final Rejection FAILED = Rejection.of(Login.NAME, 403, "login-failed")
            .because("The login did not succeed. Go back to where you wanted to go and try again.");

    private final Terms terms;
    private final Seal seal;
    private final CodeFlow flow;
    private final Sessions sessions;

    Attempts(Terms terms, Seal seal, CodeFlow flow, Sessions sessions) {
        this.terms = terms;
        this.seal = seal;
        this.flow = flow;
        this.sessions = sessions;
    }

    /** Sends the browser to the issuer. */
    Response begin(Request request, Map<String, String> cookies) {
        String target = here(request.target()) ? request.target() : "/";
        Pending pending =
                new Pending(seal.random(), seal.random(), seal.random() + seal.random(), target, terms.now() + SECONDS);
        try {
            return redirect(
                    flow.authorization(pending),
                    terms.cookies().pending(pending.state(), seal.close(pending.text(), PURPOSE), cookies, SECONDS));
        } catch (IOException e) {
            log.warn("Nobody can log in at {}. {}", terms.issuer().name(), Plain.text(e.getMessage()));
            return Login.refuse(request, UNAVAILABLE.by("issuer-unavailable"));
        }
    }

    /** Whether a browser that is sent there stays with us: two slashes or a backslash would begin another host. */
    private static boolean here(String target) {
        return target.length() <= MAX_TARGET
                && target.startsWith("/")
                && !target.startsWith("//")
                && !target.startsWith("/\\");
    }

    /** Ends a login, when the issuer has sent the browser back. */
    Response finish(Request request, Map<String, String> cookies) {
        Map<String, String> answer = parameters(request.query());
        String state = answer == null ? null : answer.get("state");
        Pending pending = state == null ? null : pending(state, cookies);
        if (answer == null || state == null || pending == null) {
            return Login.refuse(request, FAILED.by("unknown-state"));
        }
        if (otherIssuer(answer.get("iss"))) {
            return Login.refuse(request, FAILED.by("other-issuer"));
        }
        String code = answer.get("code");
        if (code == null || answer.containsKey("error")) {
            return Login.refuse(request, FAILED.by("refused-by-issuer"));
        }
        return redeem(request, cookies, pending, code);
    }

    /** Whether an answer comes from somebody else than whom we have asked (RFC 9207 §2.4). */
    private boolean otherIssuer(@Nullable String named) {
        if (named != null) {
            return !named.equals(terms.issuer().url());
        }
        try {
            return flow.namesItself();
        } catch (IOException e) {
            return false; // nobody can say; nor is the code to be redeemed then, unless its endpoint was given by hand
        }
    }

    private Response redeem(Request request, Map<String, String> cookies, Pending pending, String code) {
        try {
            Session session = flow.redeem(code, pending);
            List<String> fields = new ArrayList<>(sessions.fields(session, cookies));
            fields.add(terms.cookies().done(pending.state()));
            request.exchange().record(Decision.of(Login.NAME, Outcome.APPLIED, "logged-in"));
            return redirect(pending.target(), fields);
        } catch (TokenRefusedException e) {
            return Login.refuse(request, FAILED.by(e.code().replace('_', '-')));
        } catch (IOException e) {
            log.warn("A login at {} failed. {}", terms.issuer().name(), Plain.text(e.getMessage()));
            return Login.refuse(request, UNAVAILABLE.by("code-not-redeemed"));
        }
    }

    /** The login that a state belongs to, in this very browser; anybody can make up a callback. */
    private @Nullable Pending pending(String state, Map<String, String> cookies) {
        String sealed = terms.cookies().pendingOf(state, cookies);
        Pending pending = sealed == null ? null : Pending.of(seal.open(sealed, PURPOSE));
        boolean same = pending != null
                && MessageDigest.isEqual(
                        pending.state().getBytes(StandardCharsets.UTF_8), state.getBytes(StandardCharsets.UTF_8));
        return pending != null && same && pending.endsAt() > terms.now() ? pending : null;
    }

    /** The parameters of a query; null where one is there twice or cannot be read. */
    static @Nullable Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&", 50)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            try {
                String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                if (parameters.put(name, value) != null) {
                    return null;
                }
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        return parameters;
    }

    static Response redirect(String location, List<String> cookies) {
        Headers.Edit headers = Headers.empty().edit().add("Location", location).add("Cache-Control", "no-store");
        cookies.forEach(cookie -> headers.add("Set-Cookie", cookie));
        return Response.of(302, headers.build(), Body.empty());
    }
}
