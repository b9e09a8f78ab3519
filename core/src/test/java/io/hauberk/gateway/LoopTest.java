package io.hauberk.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.route.Match;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LoopTest {
    private static final Handler NOTHING = request -> Response.of(404);

    @Test
    void twoGatewaysInARowAreNoLoop() throws IOException {
        Gateway inner = Gateway.builder()
                .route(Match.any(), route -> route.handle(request -> Response.ok("inner")))
                .build();
        Gateway outer = Gateway.builder()
                .route(Match.any(), route -> route.to(request -> inner.handle(afresh(request), NOTHING)))
                .build();

        assertThat(outer.handle(Request.get("/a"), NOTHING).status()).isEqualTo(200);
    }

    @Test
    void aGatewayThatForwardsToItselfNoticesIt() throws IOException {
        Gateway[] self = new Gateway[1];
        self[0] = Gateway.builder()
                .route(Match.any(), route -> route.to(request -> self[0].handle(afresh(request), NOTHING)))
                .build();

        assertThat(self[0].handle(Request.get("/a"), NOTHING).status()).isEqualTo(508);
    }

    /** As it arrives over the network: the head, in an exchange of its own. */
    private static Request afresh(Request request) {
        Headers headers = request.headers();
        return Request.of(request.method(), request.target()).withHeaders(headers);
    }
}
