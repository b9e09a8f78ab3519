package io.hauberk.authority;

import io.hauberk.Body;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.identity.Pem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The authority over HTTP, behind TLS only:
 *
 * <ul>
 *   <li>{@code POST /v1/certificate} takes a signing request in PEM, with {@code Authorization: Bearer TOKEN} or over mutual
 *       TLS, and answers with PEM: the new certificate first, then the authorities.
 *   <li>{@code GET /v1/bundle} answers with the authorities.
 * </ul>
 */
final class Endpoint implements Handler {
    private static final int MAX_REQUEST = 16 * 1024;
    private static final String BEARER = "Bearer ";
    private static final String PEM = "application/pem-certificate-chain";
    private static final String NAME = "authority";

    private final Authority authority;

    Endpoint(Authority authority) {
        this.authority = authority;
    }

    @Override
    public Response handle(Request request) throws IOException {
        if (!request.scheme().equals("https")) {
            return refused(403, "tls-required", "The authority answers over TLS only.");
        }
        return switch (request.path()) {
            case "/v1/bundle" -> request.method().equals("GET") ? pem(authority.certificates()) : notAllowed("GET");
            case "/v1/certificate" -> request.method().equals("POST") ? certificate(request) : notAllowed("POST");
            default -> refused(404, "not-found", "Here are POST /v1/certificate and GET /v1/bundle.");
        };
    }

    private Response certificate(Request request) throws IOException {
        try {
            byte[] asked = signingRequest(request);
            List<X509Certificate> answer = new ArrayList<>();
            answer.add(issue(request, asked));
            answer.addAll(authority.certificates());
            return pem(answer);
        } catch (RefusedException e) {
            return refused(e.status(), "refused", e.sentence());
        }
    }

    private X509Certificate issue(Request request, byte[] asked) throws RefusedException, IOException {
        String address = request.exchange().caller().address();
        String token = token(request);
        if (token != null) {
            return authority.join(token, asked, address);
        }
        String peer = request.exchange().caller().peer();
        if (peer != null) {
            return authority.renew(peer, asked, address);
        }
        throw new RefusedException(401, "Show a join token, or the certificate that was issued before.");
    }

    private static @Nullable String token(Request request) {
        String shown = request.headers().first("Authorization");
        return shown != null && shown.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? shown.substring(BEARER.length()).strip()
                : null;
    }

    private static byte[] signingRequest(Request request) throws RefusedException, IOException {
        try (InputStream in = request.body().open()) {
            byte[] bytes = in.readNBytes(MAX_REQUEST + 1);
            if (bytes.length > MAX_REQUEST) {
                throw new RefusedException(413, "A signing request has at most 16 KB.");
            }
            return Pem.first("A signing request", bytes, "CERTIFICATE REQUEST");
        } catch (RefusedException e) {
            throw e;
        } catch (IOException e) {
            throw new RefusedException(400, "A signing request in PEM is needed, with BEGIN CERTIFICATE REQUEST.");
        }
    }

    private static Response pem(List<X509Certificate> certificates) {
        byte[] bytes = PemText.of(certificates).getBytes(StandardCharsets.US_ASCII);
        return Response.of(
                200, Headers.empty().adding("Content-Type", PEM).adding("Cache-Control", "no-store"), Body.of(bytes));
    }

    private static Response notAllowed(String allowed) {
        return refused(405, "method-not-allowed", "Only " + allowed + " is served here.");
    }

    private static Response refused(int status, String reason, String sentence) {
        return Response.refused(Rejection.of(NAME, status, reason).because(sentence));
    }
}
