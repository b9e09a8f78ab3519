package io.hauberk.oauth;

import io.hauberk.Deadline;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.json.Plain;
import io.hauberk.timer.Background;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a service with a token of our own, by the grant {@code client_credentials} (RFC 6749 §4.4).
 *
 * <p>One token for all calls of the service: asked for when the first call needs it, while others wait; renewed in the
 * background when a fifth of its life is left; the last one serves until it expires while the server cannot be reached. A
 * token that the service answers with 401 is given up, so that the next call asks for another.
 *
 * <p>When there is none to be had: 503 {@code no-token} with {@code Retry-After}; nothing is sent.
 *
 * <p>Belongs into the {@code use} list of a service. The first call may block for 4 seconds, those that wait for it until
 * their deadline. The parameters are immutable, each wither makes another filter with a token of its own. Meter: {@code
 * hauberk.token.fetch} (issuer, grant, outcome). Thread-safe.
 */
public final class ClientCredentials implements Filter, MeterBinder {
    private static final Logger log = LoggerFactory.getLogger(ClientCredentials.class);
    private static final String NAME = "clientCredentials";
    private static final Decision APPLIED = Decision.of(NAME, Outcome.APPLIED, null);
    private static final Rejection NO_TOKEN = Rejection.of(NAME, 503, "no-token");

    private final AuthorizationServer server;
    private final OAuthClient client;
    private final Asked asked;
    private final InstantSource time;
    private final Background background;
    private final TokenEndpoint endpoint;
    private final OwnToken token;

    private ClientCredentials(
            AuthorizationServer server, OAuthClient client, Asked asked, InstantSource time, Background background) {
        this.server = server;
        this.client = client;
        this.asked = asked;
        this.time = time;
        this.background = background;
        this.endpoint = new TokenEndpoint(server, client, time);
        this.token = new OwnToken(
                deadline -> endpoint.ask(asked.form("client_credentials"), deadline), server.ticker(), background);
    }

    /** Tokens of a server for us. */
    public static ClientCredentials of(AuthorizationServer server, OAuthClient client) {
        return new ClientCredentials(server, client, Asked.NOTHING, InstantSource.system(), Background.shared());
    }

    /** Reads {@code { issuer | url, client, service, scopes, audience, resource }}. */
    public static ClientCredentials from(Settings settings) {
        OAuthReader reader = new OAuthReader(settings);
        ClientCredentials read = of(reader.server("token_endpoint"), reader.client());
        return read.asking(it -> reader.asked());
    }

    private ClientCredentials asking(UnaryOperator<Asked> change) {
        return new ClientCredentials(server, client, change.apply(asked), time, background);
    }

    /** This, asking for these scopes. */
    public ClientCredentials scopes(String... scopes) {
        return asking(it -> it.scopes(scopes));
    }

    /** This, asking for a token that is meant for an audience, where the server knows that parameter. */
    public ClientCredentials audience(String audience) {
        return asking(it -> it.audience(audience));
    }

    /** This, asking for a token that is meant for a resource (RFC 8707), a URL. */
    public ClientCredentials resource(String url) {
        return asking(it -> it.resource(url));
    }

    /** For tests: renews when the background says so. */
    ClientCredentials background(Background background) {
        return new ClientCredentials(server, client, asked, time, background);
    }

    /** The token for others of this package. */
    String token(Deadline deadline) throws IOException {
        return token.get(deadline);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        endpoint.countIn(registry);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        String text;
        try {
            text = token.get(request.exchange().deadline());
        } catch (IOException e) {
            log.debug("No token for a call: {}", Plain.text(e.getMessage()));
            return Outgoing.refuse(request, NO_TOKEN.by(server.issuer()).retryAfter(token.retryAfter()));
        }
        request.exchange().record(APPLIED);
        Response response = next.handle(Outgoing.bearing(request, text));
        if (response.status() == 401) {
            token.refused(text);
        }
        return response;
    }

    @Override
    public String toString() {
        return NAME + '(' + client + " at " + server + ')';
    }
}
