package io.hauberk.jwt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hauberk.Caller;
import io.hauberk.Deadline;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Ticker;
import io.hauberk.fetch.Document;
import io.hauberk.fetch.Flights;
import io.hauberk.json.Json;
import io.hauberk.json.Plain;
import io.hauberk.oauth.AuthorizationServer;
import io.hauberk.oauth.OAuthClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks an authorization server about tokens (RFC 7662), and remembers what it said. Thread-safe. */
final class Inquiry {
    private static final Logger log = LoggerFactory.getLogger(Inquiry.class);
    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_ASKING = 64;
    private static final int MAX_REFUSED = 10_000;
    private static final long SKEW_SECONDS = 60;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LOG_EVERY = Duration.ofMinutes(1);

    private final Parameters parameters;
    private final Ticker ticker;
    private final TokenCache active;
    private final Cache<TokenHash, TokenFault> refused;
    private final Flights<TokenHash, Verdict> flights = new Flights<>(MAX_ASKING);
    private final Decision accepted;
    private volatile @Nullable MeterRegistry registry;
    private volatile long loggedAt;
    private volatile boolean logged;

    Inquiry(Parameters parameters) {
        this.parameters = parameters;
        this.ticker = parameters.server().ticker();
        this.active = new TokenCache(ticker, parameters.cache());
        this.refused = Caffeine.newBuilder()
                .maximumSize(MAX_REFUSED)
                .expireAfterWrite(parameters.negativeCache())
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
        this.accepted = Decision.of(
                Introspection.NAME, Outcome.ALLOWED, parameters.server().issuer());
    }

    void countIn(MeterRegistry registry) {
        this.registry = registry;
    }

    /** What is to be thought of the token that begins at an index of a text. May block. */
    Verdict about(String text, int from, Deadline deadline) {
        TokenHash hash = TokenHash.of(text, from);
        Verified known = active.get(hash);
        if (known != null) {
            return known;
        }
        TokenFault fault = refused.getIfPresent(hash);
        if (fault != null) {
            return fault;
        }
        String token = text.substring(from);
        if (!plain(token)) {
            return TokenFault.MALFORMED;
        }
        try {
            Verdict verdict = flights.join(hash, deadline, parameters.timeout(), () -> asked(token, hash, deadline));
            count(verdict instanceof Verified ? "active" : "inactive");
            return verdict;
        } catch (IOException e) {
            count("failed");
            complain(e);
            return new Unavailable("introspection-failed", RETRY);
        }
    }

    /** The characters of RFC 6750 §2.1; others are no token, and nobody is asked about them. */
    private static boolean plain(String token) {
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && "-._~+/=".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private Verdict asked(String token, TokenHash hash, Deadline deadline) throws IOException {
        Deadline own = Deadline.after(parameters.timeout(), ticker).min(deadline);
        Map<String, Object> answer = ask(token, own);
        Object state = answer.get("active");
        if (!(state instanceof Boolean)) {
            throw new IOException(parameters.server() + " does not say whether a token is active.");
        }
        Instant now = parameters.time().instant();
        Verdict verdict = Boolean.TRUE.equals(state) ? verdict(answer, token.length(), now) : TokenFault.INACTIVE;
        if (verdict instanceof Verified verified) {
            active.put(hash, verified, now);
        } else if (verdict instanceof TokenFault fault) {
            refused.put(hash, fault);
        }
        return verdict;
    }

    private Map<String, Object> ask(String token, Deadline deadline) throws IOException {
        AuthorizationServer server = parameters.server();
        String url = server.endpoint("introspection_endpoint", deadline);
        Exchange exchange = Exchange.begin(ticker);
        exchange.shrink(deadline);
        Map<String, String> form = new LinkedHashMap<>();
        form.put("token", token);
        form.put("token_type_hint", "access_token");
        Request request = parameters
                .client()
                .post(url, form, url, exchange, parameters.time().instant());
        Document document = Document.of(server.fetch(), request, MAX_BYTES);
        if (document.status() == 401 || document.status() == 403) {
            throw new IOException(url + " does not take us for " + parameters.client() + ": it answered "
                    + document.status() + ". See what the client proves itself by.");
        }
        Map<String, Object> answer = document.status() == 200 ? Json.object(document.text()) : null;
        if (answer == null) {
            throw new IOException(
                    document.status() == 200
                            ? url + " sent no JSON object."
                            : url + " answered " + document.status() + ".");
        }
        return answer;
    }

    private Verdict verdict(Map<String, Object> answer, int length, Instant now) {
        TokenFault wrong = wrong(answer, now.getEpochSecond());
        if (wrong != null) {
            return wrong;
        }
        String issuer = answer.get("iss") instanceof String named ? named : parameters.issuer();
        Caller caller = Grants.caller(answer, issuer);
        Binding binding = Binding.of(answer);
        if (caller == null || binding == null) {
            return caller == null ? TokenFault.NO_SUBJECT : TokenFault.MALFORMED;
        }
        double expires = answer.get("exp") instanceof Number expiry
                ? expiry.doubleValue()
                : now.getEpochSecond() + (double) TimeUnit.DAYS.toSeconds(1);
        return new Verified(caller, null, expires, length, binding, accepted);
    }

    private @Nullable TokenFault wrong(Map<String, Object> answer, long now) {
        for (String name : List.of("exp", "nbf")) {
            Object at = answer.get(name);
            if (at != null && !(at instanceof Number)) {
                return TokenFault.MALFORMED;
            }
        }
        if (answer.get("exp") instanceof Number expiry && now >= expiry.doubleValue() + SKEW_SECONDS) {
            return TokenFault.EXPIRED;
        }
        if (answer.get("nbf") instanceof Number start && now < start.doubleValue() - SKEW_SECONDS) {
            return TokenFault.NOT_YET_VALID;
        }
        Object issuer = answer.get("iss");
        if (issuer != null && !parameters.issuer().equals(issuer)) {
            return TokenFault.UNKNOWN_ISSUER;
        }
        Set<String> audience = parameters.audience();
        return audience.isEmpty() || ClaimRules.meantFor(audience, answer.get("aud"))
                ? null
                : TokenFault.WRONG_AUDIENCE;
    }

    private void count(String outcome) {
        MeterRegistry meters = registry;
        if (meters != null) {
            meters.counter("hauberk.introspection", "outcome", outcome).increment();
        }
    }

    /** Once a minute is enough: it is the same trouble. */
    private void complain(IOException trouble) {
        long now = ticker.nanos();
        if (!logged || now - loggedAt >= LOG_EVERY.toNanos()) {
            logged = true;
            loggedAt = now;
            log.warn("Tokens cannot be introspected. {}", Plain.text(trouble.getMessage()));
        }
    }

    /** The parameters of an {@link Introspection}. */
    record Parameters(
            AuthorizationServer server,
            OAuthClient client,
            String issuer,
            Set<String> audience,
            Duration cache,
            Duration negativeCache,
            Duration timeout,
            int maxToken,
            InstantSource time) {

        static Parameters of(AuthorizationServer server, OAuthClient client) {
            return new Parameters(
                    server,
                    client,
                    server.issuer(),
                    Set.of(),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(2),
                    8 * 1024,
                    InstantSource.system());
        }

        Parameters withIssuer(String issuer) {
            return new Parameters(server, client, issuer, audience, cache, negativeCache, timeout, maxToken, time);
        }

        Parameters withAudience(Set<String> audience) {
            return new Parameters(server, client, issuer, audience, cache, negativeCache, timeout, maxToken, time);
        }

        Parameters withCache(Duration cache) {
            between("cache", cache, TokenCache.MAX_LIFE);
            return new Parameters(server, client, issuer, audience, cache, negativeCache, timeout, maxToken, time);
        }

        Parameters withNegativeCache(Duration negativeCache) {
            between("negativeCache", negativeCache, Duration.ofMinutes(1));
            return new Parameters(server, client, issuer, audience, cache, negativeCache, timeout, maxToken, time);
        }

        Parameters withTimeout(Duration timeout) {
            between("timeout", timeout, Duration.ofSeconds(30));
            if (timeout.isZero()) {
                throw new IllegalArgumentException("An answer takes some time, so the timeout is not zero.");
            }
            return new Parameters(server, client, issuer, audience, cache, negativeCache, timeout, maxToken, time);
        }

        Parameters withMaxToken(int maxToken) {
            if (maxToken < 1 || maxToken > TokenHash.MAX_LENGTH) {
                throw new IllegalArgumentException(
                        "A token has 1 to " + TokenHash.MAX_LENGTH + " bytes, but maxToken is " + maxToken + ".");
            }
            return new Parameters(server, client, issuer, audience, cache, negativeCache, timeout, maxToken, time);
        }

        Parameters withTime(InstantSource time) {
            return new Parameters(server, client, issuer, audience, cache, negativeCache, timeout, maxToken, time);
        }

        private static void between(String name, Duration value, Duration max) {
            if (value.isNegative() || value.compareTo(max) > 0) {
                throw new IllegalArgumentException(
                        name + " is at most " + max.toSeconds() + " s, but this one is " + value + ".");
            }
        }
    }
}
