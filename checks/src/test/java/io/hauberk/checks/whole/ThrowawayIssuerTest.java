package io.hauberk.checks.whole;

import io.hauberk.oauth.OAuthClient;
import io.hauberk.testkit.ThrowawayIssuer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The small issuer of the test kit is an identity provider. */
class ThrowawayIssuerTest extends IdentityProviderContract {
    private static ThrowawayIssuer issuer;

    @BeforeAll
    static void start() throws IOException {
        issuer = ThrowawayIssuer.start();
    }

    @AfterAll
    static void stop() {
        issuer.close();
    }

    @Override
    String issuer() {
        return issuer.url();
    }

    @Override
    OAuthClient client() {
        return OAuthClient.of(ThrowawayIssuer.CLIENT).secret(ThrowawayIssuer.SECRET);
    }

    @Override
    String logIn(String authorization) throws Exception {
        HttpResponse<Void> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(authorization)).build(),
                        HttpResponse.BodyHandlers.discarding());
        return answer.headers().firstValue("Location").orElseThrow();
    }
}
