package io.hauberk.login;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hauberk.Deadline;
import io.hauberk.fetch.Flights;
import io.hauberk.json.Plain;
import io.hauberk.oauth.TokenRefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions in cookies. One whose tokens are to be renewed is renewed by one request while its others wait; what came of it is
 * kept for half a minute, since those that are on their way still have the old cookie, and a refresh token may work once.
 * Thread-safe.
 */
final class Sessions {
    private static final Logger log = LoggerFactory.getLogger(Sessions.class);
    private static final String PURPOSE = "session";
    private static final long GRACE_SECONDS = 300;
    private static final Duration KEPT = Duration.ofSeconds(30);
    private static final Duration ASK = Duration.ofSeconds(5);
    private static final int MAX_KEPT = 10_000;
    private static final int MAX_ASKING = 64;

    private final Terms terms;
    private final Seal seal;
    private final CodeFlow flow;
    private final Flights<String, Session> flights = new Flights<>(MAX_ASKING);
    private final Cache<String, Session> renewed;

    Sessions(Terms terms, Seal seal, CodeFlow flow) {
        this.terms = terms;
        this.seal = seal;
        this.flow = flow;
        this.renewed = Caffeine.newBuilder()
                .maximumSize(MAX_KEPT)
                .expireAfterWrite(KEPT)
                .executor(Runnable::run)
                .build();
    }

    /** The session of a request; null if there is none that holds. May block. */
    @Nullable Found find(Map<String, String> cookies) {
        Session session = sealed(cookies);
        if (session == null || session.endsAt() <= terms.now()) {
            return null;
        }
        if (session.renewAt() > terms.now()) {
            return new Found(session, List.of());
        }
        return renewed(session, cookies);
    }

    /** The refresh token of a request's session, the newest that we know; null if there is none. It is of no more use here. */
    @Nullable String end(Map<String, String> cookies) {
        Session session = sealed(cookies);
        String token = session == null ? null : session.refreshToken();
        Session fresh = token == null ? null : renewed.getIfPresent(token);
        if (token == null || fresh == null) {
            return token;
        }
        renewed.invalidate(token);
        return fresh.refreshToken() == null ? token : fresh.refreshToken();
    }

    private @Nullable Session sealed(Map<String, String> cookies) {
        String sealed = terms.cookies().session(cookies);
        return sealed == null ? null : Session.of(seal.open(sealed, PURPOSE));
    }

    private @Nullable Found renewed(Session session, Map<String, String> cookies) {
        String token = session.refreshToken();
        if (token == null) {
            return null;
        }
        try {
            Session fresh = renewed.getIfPresent(token);
            if (fresh == null) {
                fresh = flights.join(token, Deadline.NONE, ASK, () -> {
                    Session known = renewed.getIfPresent(token);
                    Session now = known != null ? known : flow.renew(session, token);
                    renewed.put(token, now);
                    return now;
                });
            }
            return new Found(fresh, fields(fresh, cookies));
        } catch (TokenRefusedException e) {
            return null;
        } catch (IOException e) {
            if (e.getCause() instanceof TokenRefusedException) {
                return null;
            }
            log.debug("A session cannot be renewed: {}", Plain.text(e.getMessage()));
            return session.renewAt() + GRACE_SECONDS > terms.now() ? new Found(session, List.of()) : null;
        }
    }

    /** The fields that set the cookies of a session. */
    List<String> fields(Session session, Map<String, String> cookies) throws IOException {
        String sealed = seal.close(session.text(), PURPOSE);
        if (!Cookies.fits(sealed)) {
            throw new IOException("The tokens of the issuer are too large for cookies: sealed, they have "
                    + sealed.length() + " characters. Ask for fewer scopes, or have it put less into its tokens.");
        }
        return terms.cookies().setting(sealed, cookies, Math.max(1, session.endsAt() - terms.now()));
    }

    /**
     * A session that holds.
     *
     * @param fields the cookies to set, since it was renewed
     */
    record Found(Session session, List<String> fields) {}
}
