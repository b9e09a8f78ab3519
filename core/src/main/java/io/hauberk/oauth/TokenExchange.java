package io.hauberk.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hauberk.Deadline;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.fetch.Flights;
import io.hauberk.json.Plain;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a service on behalf of the caller with a token that is exchanged for the caller's own (RFC 8693): narrower, meant for
 * that service, and perhaps saying that it is us who act ({@code act}).
 *
 * <p>The subject is the token by which the caller was authenticated, and nothing else. An exchanged token is remembered by the
 * SHA-256 of the subject's, until the first of the two expires, at most an hour, 10 000 of them; one thread asks for it while
 * others who need the same wait. One that the service answers with 401 is given up, unless it is less than 10 seconds old.
 *
 * <p>When it says no: 403 {@code no-subject-token} where the caller has none (unless {@link #optional()}), 403 {@code
 * token-exchange-refused} where the server refuses, 503 {@code no-token} where it cannot be asked, or does not know us.
 *
 * <p>Belongs into the {@code use} list of a service. Who asks may block for 4 seconds, those who wait for him until their
 * deadline. The parameters are immutable, each wither makes another filter. Meter: {@code hauberk.token.fetch} (issuer, grant,
 * outcome). Thread-safe.
 */
public final class TokenExchange implements Filter, MeterBinder {
    private static final Logger log = LoggerFactory.getLogger(TokenExchange.class);
    private static final String NAME = "tokenExchange";
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
    private static final Duration ASK = Duration.ofSeconds(4);
    private static final Duration NEW = Duration.ofSeconds(10);
    private static final Duration MAX_LIFE = Duration.ofHours(1);
    private static final int MAX_TOKENS = 10_000;
    private static final int MAX_ASKING = 64;
    private static final Decision APPLIED = Decision.of(NAME, Outcome.APPLIED, null);
    private static final Decision SKIPPED = Decision.of(NAME, Outcome.SKIPPED, "no-subject-token");
    private static final Rejection NO_SUBJECT = Rejection.of(NAME, 403, "no-subject-token");
    private static final Rejection REFUSED = Rejection.of(NAME, 403, "token-exchange-refused");
    private static final Rejection NO_TOKEN =
            Rejection.of(NAME, 503, "no-token").retryAfter(Duration.ofSeconds(1));

    private final AuthorizationServer server;
    private final OAuthClient client;
    private final Asked asked;
    private final @Nullable ClientCredentials actor;
    private final boolean required;
    private final InstantSource time;
    private final TokenEndpoint endpoint;
    private final Cache<String, Held> tokens;
    private final Flights<String, Held> flights = new Flights<>(MAX_ASKING);

    private TokenExchange(
            AuthorizationServer server,
            OAuthClient client,
            Asked asked,
            @Nullable ClientCredentials actor,
            boolean required,
            InstantSource time) {
        this.server = server;
        this.client = client;
        this.asked = asked;
        this.actor = actor;
        this.required = required;
        this.time = time;
        this.endpoint = new TokenEndpoint(server, client, time);
        this.tokens = Caffeine.newBuilder()
                .maximumSize(MAX_TOKENS)
                .expireAfterWrite(MAX_LIFE)
                .ticker(server.ticker()::nanos)
                .executor(Runnable::run)
                .build();
    }

    /** Exchanges tokens at a server, as this client. */
    public static TokenExchange at(AuthorizationServer server, OAuthClient client) {
        return new TokenExchange(server, client, Asked.NOTHING, null, true, InstantSource.system());
    }

    /** Reads {@code { issuer | url, client, service, scopes, audience, resource, actor, required }}. */
    public static TokenExchange from(Settings settings) {
        OAuthReader reader = new OAuthReader(settings);
        TokenExchange read =
                at(reader.server("token_endpoint"), reader.client()).asking(it -> reader.asked());
        if (settings.flag("actor", false)) {
            read = read.actingAs(ClientCredentials.of(read.server, read.client));
        }
        return settings.flag("required", true) ? read : read.optional();
    }

    private TokenExchange asking(UnaryOperator<Asked> change) {
        return new TokenExchange(server, client, change.apply(asked), actor, required, time);
    }

    /** This, asking for these scopes. */
    public TokenExchange scopes(String... scopes) {
        return asking(it -> it.scopes(scopes));
    }

    /** This, asking for tokens that are meant for an audience: a name that the server knows. */
    public TokenExchange audience(String audience) {
        return asking(it -> it.audience(audience));
    }

    /** This, asking for tokens that are meant for a resource, a URL. */
    public TokenExchange resource(String url) {
        return asking(it -> it.resource(url));
    }

    /** This, naming us as the one who acts: the token of these credentials goes along as {@code actor_token}. */
    public TokenExchange actingAs(ClientCredentials actor) {
        return new TokenExchange(server, client, asked, actor, required, time);
    }

    /** This, letting calls without a caller's token go without one. Default: they are refused. */
    public TokenExchange optional() {
        return new TokenExchange(server, client, asked, actor, false, time);
    }

    /** This by another clock that tells the time of day. */
    public TokenExchange clock(InstantSource time) {
        return new TokenExchange(server, client, asked, actor, required, time);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        endpoint.countIn(registry);
        if (actor != null) {
            actor.bindTo(registry);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        SubjectToken subject = SubjectToken.of(request.exchange());
        if (subject == null) {
            if (required) {
                return Outgoing.refuse(request, NO_SUBJECT);
            }
            request.exchange().record(SKIPPED);
            return next.handle(Outgoing.bare(request));
        }
        String text = subject.text();
        String key = hash(text);
        Held held;
        try {
            held = exchanged(subject, text, key, request.exchange().deadline());
        } catch (TokenRefusedException e) {
            return refused(request, e);
        } catch (IOException e) {
            log.debug("A token cannot be exchanged: {}", Plain.text(e.getMessage()));
            return Outgoing.refuse(request, NO_TOKEN.by(server.issuer()));
        }
        request.exchange().record(APPLIED);
        Response response = next.handle(Outgoing.bearing(request, held.token));
        if (response.status() == 401 && server.ticker().nanos() - held.askedAt > NEW.toNanos()) {
            tokens.asMap().remove(key, held);
        }
        return response;
    }

    /** Where it is us whom the server does not know, the caller has done nothing wrong. */
    private Response refused(Request request, TokenRefusedException refusal) {
        if (refusal.code().equals("invalid_client")) {
            log.warn(
                    "Tokens cannot be exchanged: {} See what the client proves itself by.",
                    Plain.text(refusal.getMessage()));
            return Outgoing.refuse(request, NO_TOKEN.by(server.issuer()));
        }
        return Outgoing.refuse(request, REFUSED.by(refusal.code().replace('_', '-')));
    }

    private Held exchanged(SubjectToken subject, String text, String key, Deadline deadline) throws IOException {
        Held known = tokens.getIfPresent(key);
        if (known != null && server.ticker().nanos() - known.until < 0) {
            return known;
        }
        try {
            return flights.join(key, deadline, ASK, () -> ask(subject, text, key));
        } catch (TokenRefusedException e) {
            throw e;
        } catch (IOException e) {
            throw e.getCause() instanceof TokenRefusedException refused ? refused : e;
        }
    }

    private Held ask(SubjectToken subject, String text, String key) throws IOException {
        Deadline deadline = Deadline.after(ASK, server.ticker());
        Map<String, String> form = asked.form(GRANT);
        form.put("subject_token", text);
        form.put("subject_token_type", ACCESS_TOKEN);
        form.put("requested_token_type", ACCESS_TOKEN);
        if (actor != null) {
            form.put("actor_token", actor.token(deadline));
            form.put("actor_token_type", ACCESS_TOKEN);
        }
        long began = server.ticker().nanos();
        Grant grant = endpoint.ask(form, deadline);
        double left = subject.expires() - time.instant().toEpochMilli() / 1e3;
        double life = Math.min(grant.lifeSeconds() * 0.9, subject.expires() == 0 ? grant.lifeSeconds() : left);
        Held held = new Held(grant.accessToken(), began, began + (long) (life * TimeUnit.SECONDS.toNanos(1)));
        if (life > 0) {
            tokens.put(key, held);
        }
        return held;
    }

    /** How many tokens are remembered. */
    long remembered() {
        tokens.cleanUp();
        return tokens.estimatedSize();
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }

    @Override
    public String toString() {
        return NAME + '(' + client + " at " + server + ')';
    }

    private record Held(String token, long askedAt, long until) {
        @Override
        public String toString() {
            return "a token";
        }
    }
}
