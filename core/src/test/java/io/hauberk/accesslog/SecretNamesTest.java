package io.hauberk.accesslog;

import static io.hauberk.route.Match.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.End;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.apikey.ApiKey;
import io.hauberk.gateway.Gateway;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What carries credentials for a filter of the gateway is in no line, whatever its name and whatever the log is told. */
class SecretNamesTest {
    @Test
    void keysAreInNoLine() throws IOException {
        Lines lines = new Lines();
        Gateway gateway = Gateway.builder()
                .use(lines.in(
                        AccessLog.json().requestHeaders("x-key", "x-other").queryValues("Key", "a")))
                .route(
                        path("/**"),
                        all -> all.use(ApiKey.header("X-Key").orQuery("Key")).handle(request -> Response.ok("hello")))
                .build();
        Request request =
                Request.get("/?Key=s3cret&a=1").with("x-key", "s3cret-too").with("x-other", "2");
        Response answer = gateway.handle(request, inner -> Response.of(404));
        answer.end(End.COMPLETED);
        request.exchange().end(End.COMPLETED);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(lines.only()).doesNotContain("s3cret").contains("a=1", "\"request.x-other\":\"2\"", "Key=*");
    }
}
