package io.hauberk.login;

import io.hauberk.Caller;
import io.hauberk.Deadline;
import io.hauberk.jwt.Issuer;
import io.hauberk.oauth.Grant;
import io.hauberk.oauth.TokenEndpoint;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The conversation with the issuer (OpenID Connect Core 1.0 §3.1, RFC 7636, RFC 9207). Thread-safe; blocks. */
final class CodeFlow implements AutoCloseable {
    private static final Duration ASK = Duration.ofSeconds(4);

    private final Terms terms;
    private final Issuer idTokens;
    private final TokenEndpoint endpoint;

    CodeFlow(Terms terms) {
        this.terms = terms;
        this.idTokens = terms.issuer().audience(terms.client().id()).types(Issuer.ID_TOKEN);
        this.endpoint = new TokenEndpoint(terms.issuer().server(), terms.client(), terms.time());
    }

    /** Where the browser logs in. */
    String authorization(Pending pending) throws IOException {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", terms.client().id());
        query.put("redirect_uri", terms.redirectUri());
        query.put("scope", String.join(" ", terms.scopes()));
        query.put("state", pending.state());
        query.put("nonce", pending.nonce());
        query.put("code_challenge", challenge(pending.verifier()));
        query.put("code_challenge_method", "S256");
        return with(terms.issuer().server().endpoint("authorization_endpoint", within()), query);
    }

    void countIn(MeterRegistry registry) {
        endpoint.countIn(registry);
    }

    /** Whether the issuer says in each answer who it is (RFC 9207), so that one that does not is somebody else's. */
    boolean namesItself() throws IOException {
        return terms.issuer().server().promises("authorization_response_iss_parameter_supported", within());
    }

    /** Where the browser logs out of the issuer, too; null where the issuer has no such place. */
    @Nullable String endSession() throws IOException {
        String url = terms.issuer().server().optionalEndpoint("end_session_endpoint", within());
        if (url == null) {
            return null;
        }
        Map<String, String> query = new LinkedHashMap<>();
        query.put("client_id", terms.client().id());
        query.put("post_logout_redirect_uri", terms.origin() + terms.afterLogout());
        return with(url, query);
    }

    /** The session for a code. */
    Session redeem(String code, Pending pending) throws IOException {
        Grant grant = endpoint.ask(
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        terms.redirectUri(),
                        "code_verifier",
                        pending.verifier()),
                within());
        Map<String, Object> claims = idToken(grant);
        if (!pending.nonce().equals(claims.get("nonce"))) {
            throw new IOException("The ID token is for another login: its nonce is not ours.");
        }
        return session(
                claims,
                grant,
                grant.text("refresh_token"),
                terms.now() + terms.session().toSeconds());
    }

    /** The session, renewed. A new ID token must speak of the same person (OpenID Connect Core 1.0 §12.2). */
    Session renew(Session session, String refreshToken) throws IOException {
        Grant grant = endpoint.ask(Map.of("grant_type", "refresh_token", "refresh_token", refreshToken), within());
        Map<String, Object> claims = session.claims();
        if (grant.text("id_token") != null) {
            claims = idToken(grant);
            if (!String.valueOf(claims.get("sub"))
                    .equals(String.valueOf(session.claims().get("sub")))) {
                throw new IOException("The renewed ID token speaks of somebody else.");
            }
        }
        String next = grant.text("refresh_token");
        return session(claims, grant, next == null ? refreshToken : next, session.endsAt());
    }

    /** Has the issuer take a refresh token back, where it can. */
    void revoke(String refreshToken) throws IOException {
        endpoint.revoke(refreshToken, within());
    }

    private Session session(Map<String, Object> claims, Grant grant, @Nullable String refreshToken, long endsAt) {
        long renewAt = refreshToken == null ? endsAt : terms.now() + Math.max(1, grant.lifeSeconds() * 9 / 10);
        return new Session(claims, grant.accessToken(), refreshToken, Math.min(renewAt, endsAt), endsAt);
    }

    private Map<String, Object> idToken(Grant grant) throws IOException {
        String token = grant.text("id_token");
        Caller caller = token == null ? null : idTokens.caller(token, within());
        if (caller == null) {
            throw new IOException("The issuer sent no ID token that can be believed.");
        }
        Object party = caller.claim("azp");
        boolean several = caller.claims().get("aud") instanceof List<?> audience && audience.size() > 1;
        if (party == null ? several : !terms.client().id().equals(party)) {
            throw new IOException("The ID token was made for another client.");
        }
        return caller.claims();
    }

    private Deadline within() {
        return Deadline.after(ASK, terms.issuer().server().ticker());
    }

    private static String with(String url, Map<String, String> parameters) {
        StringJoiner query = new StringJoiner("&", url + (url.indexOf('?') < 0 ? '?' : '&'), "");
        parameters.forEach((name, value) -> query.add(name + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return query.toString();
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256.", e);
        }
    }

    @Override
    public void close() {
        idTokens.close();
    }
}
