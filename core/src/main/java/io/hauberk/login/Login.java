package io.hauberk.login;

import io.hauberk.Authentication;
import io.hauberk.Caller;
import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Head;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.jwt.Issuer;
import io.hauberk.oauth.OAuthClient;
import io.hauberk.oauth.SubjectToken;
import io.hauberk.route.Answering;
import io.hauberk.route.Match;
import io.hauberk.timer.Background;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Lets people log in with their browser at an identity provider (OpenID Connect, code flow with PKCE), and knows them by a
 * cookie from then on.
 *
 * <p>A navigation ({@code GET} that accepts HTML) without a session is sent to the issuer, and back to where it wanted to go;
 * everything else gets 401. The session is in the cookie, sealed: the claims of the ID token, the access token (which {@link
 * io.hauberk.oauth.TokenRelay} and {@link io.hauberk.oauth.TokenExchange} find), the refresh token. It ends after {@link
 * #session} (8 h), or when the issuer does not renew its tokens; while the issuer cannot be reached it goes on for five minutes.
 * Cookies of ours do not reach the application.
 *
 * <p>{@code /login/callback} and {@code /logout} are answered by the filter, wherever its route lies. Logging out ends the
 * session here and, where the issuer has an {@code end_session_endpoint}, there. Where it has a {@code revocation_endpoint}, the
 * refresh token is taken back (RFC 7009), in the background.
 *
 * <p>Belongs where other authentication stands. Blocks while a login ends or tokens are renewed, 4 seconds a question at most.
 * Parameters are immutable, each wither makes another filter. Meter: {@code hauberk.token.fetch} (issuer, grant, outcome).
 * Thread-safe.
 */
public final class Login implements Filter, Answering, MeterBinder, AutoCloseable {
    static final String NAME = "login";

    private static final Rejection NO_SESSION = Rejection.of(NAME, 401, "unauthenticated")
            .by("no-session")
            .with("WWW-Authenticate", "Cookie realm=\"hauberk\"");
    private static final Rejection OTHER_PRINCIPAL = Rejection.of(NAME, 401, "invalid-session")
            .by("other-principal")
            .with("WWW-Authenticate", "Cookie realm=\"hauberk\"");
    private static final Rejection UNAVAILABLE = Rejection.of(NAME, 503, "temporarily-unavailable")
            .by("consumers-unavailable")
            .retryAfter(Duration.ofSeconds(1));
    private static final Rejection FOREIGN = Rejection.of(NAME, 403, "cross-site-logout");

    private final Terms terms;
    private final Decision accepted;
    private final Decision sent;
    private final CodeFlow flow;
    private final Sessions sessions;
    private final Attempts attempts;
    private final Revocation revocation;

    Login(Terms terms) {
        this(terms, Background.shared());
    }

    private Login(Terms terms, Background background) {
        this.terms = terms;
        this.accepted = Decision.of(NAME, Outcome.ALLOWED, terms.issuer().name());
        this.sent = Decision.of(NAME, Outcome.REFUSED, "login-begins");
        Seal seal = Seal.by(terms.secrets(), terms.party());
        this.flow = new CodeFlow(terms);
        this.sessions = new Sessions(terms, seal, flow);
        this.attempts = new Attempts(terms, seal, flow, sessions);
        this.revocation = new Revocation(terms.issuer().name(), flow::revoke, background);
    }

    /**
     * Logs in at an issuer, as its client.
     *
     * @param origin our scheme, host and port as browsers know them, such as {@code https://shop.example.com}
     * @param secret what cookies are sealed by, 32 characters at least, the same in all instances
     * @param older secrets that opened sessions before; they still open them
     */
    public static Login at(Issuer issuer, OAuthClient client, String origin, String secret, String... older) {
        List<String> secrets = new ArrayList<>(List.of(secret));
        secrets.addAll(List.of(older));
        return new Login(Terms.of(issuer, client, origin, List.copyOf(secrets)));
    }

    /**
     * Reads the YAML form: {@code issuer}, {@code client}, {@code origin}, {@code secrets}, {@code scopes}, {@code callback},
     * {@code logout}, {@code afterLogout}, {@code session}, {@code cookie}, {@code sameSite}.
     */
    public static Login from(Settings settings) {
        return new LoginReader(settings).read();
    }

    /** This, asking for these scopes besides {@code openid}. */
    public Login scopes(String... scopes) {
        return new Login(terms.asking(List.of(scopes)));
    }

    /** This, with other paths: where the issuer sends browsers back, where people log out, where they are then. */
    public Login paths(String callback, String logout, String afterLogout) {
        return new Login(terms.paths(callback, logout, afterLogout));
    }

    /** This, with sessions that end after so long. */
    public Login session(Duration session) {
        return new Login(terms.session(session));
    }

    /** This, with cookies of another name. Default: {@code hauberk}. */
    public Login cookie(String name) {
        return new Login(terms.cookies(new Cookies(name, terms.cookies().sameSite())));
    }

    /** This, with a session that does not come along from other sites at all ({@code SameSite=Strict}). Default: Lax. */
    public Login strict() {
        return new Login(terms.cookies(new Cookies(terms.cookies().name(), "Strict")));
    }

    /** This by another clock. */
    public Login clock(InstantSource time) {
        return new Login(terms.time(time));
    }

    /** For tests: does in the background what it does there when it says so. */
    Login background(Background background) {
        return new Login(terms, background);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.AUTHENTICATION;
    }

    /** The callback and logout. */
    @Override
    public List<Match> answers() {
        return List.of(
                Match.path(terms.callback()).method("GET"),
                Match.path(terms.logout()).methods("GET", "POST"));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        flow.countIn(registry);
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Map<String, String> cookies = terms.cookies().sent(request);
        if (request.path().equals(terms.callback()) && request.method().equals("GET")) {
            return attempts.finish(request, cookies);
        }
        if (request.path().equals(terms.logout())
                && (request.method().equals("GET") || request.method().equals("POST"))) {
            return logout(request, cookies);
        }
        Sessions.Found found = sessions.find(cookies);
        return found == null ? anonymous(request, cookies) : pass(request, found, next);
    }

    private Response anonymous(Request request, Map<String, String> cookies) {
        if (!Navigation.is(request)) {
            return refuse(request, NO_SESSION);
        }
        request.exchange().record(sent);
        return attempts.begin(request, cookies);
    }

    private Response pass(Request request, Sessions.Found found, Handler next) throws IOException {
        Exchange exchange = request.exchange();
        Session session = found.session();
        Caller caller = terms.issuer().callerOf(session.claims());
        try {
            if (caller == null || !Authentication.attach(exchange, caller)) {
                return refuse(request, OTHER_PRINCIPAL);
            }
        } catch (IOException e) {
            return refuse(request, UNAVAILABLE);
        }
        String token = session.accessToken();
        if (token != null) {
            exchange.put(SubjectToken.KEY, SubjectToken.fromIssuer(token, caller));
        }
        exchange.record(accepted);
        Request inner = terms.cookies().without(request);
        if (found.fields().isEmpty()) {
            return next.handle(inner);
        }
        return next.handle(inner, head -> {
            // Whatever the application says: a cache that kept this would hand the session to others.
            Head own = head.with("Cache-Control", "no-store");
            for (String field : found.fields()) {
                own = own.adding("Set-Cookie", field);
            }
            return own;
        });
    }

    private Response logout(Request request, Map<String, String> cookies) {
        if (foreign(request)) {
            return refuse(request, FOREIGN);
        }
        String away = null;
        try {
            away = flow.endSession();
        } catch (IOException e) {
            // Here at least the session ends.
        }
        String refreshToken = sessions.end(cookies);
        if (refreshToken != null) {
            revocation.begin(refreshToken);
        }
        request.exchange().record(Decision.of(NAME, Outcome.APPLIED, "logout"));
        return Attempts.redirect(
                away == null ? terms.afterLogout() : away, terms.cookies().ending(cookies));
    }

    /** Whether another site has the browser ask; by what browsers say of themselves, the older ones with POST alone. */
    private boolean foreign(Request request) {
        String site = request.header("Sec-Fetch-Site");
        String origin = request.header("Origin");
        return site != null ? site.equals("cross-site") : origin != null && !origin.equalsIgnoreCase(terms.origin());
    }

    static Response refuse(Request request, Rejection rejection) {
        request.exchange().record(rejection.decision(Outcome.REFUSED));
        return Response.refused(rejection);
    }

    /** Stops reading the keys of ID tokens. */
    @Override
    public void close() {
        flow.close();
    }

    @Override
    public String toString() {
        return NAME + '(' + terms.issuer().name() + ')';
    }
}
