package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Body;
import io.hauberk.Filter;
import io.hauberk.Headers;
import io.hauberk.Response;
import io.hauberk.testkit.OutboundContract.Call;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Rules 3 and 5, outbound: what the caller of an HTTP client gets. */
interface OutboundAnswerRows extends OutboundRows {
    @Test
    default void mappingsApplyOnceAndInnermostFirst() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        Filter again = (request, next) -> {
            next.handle(request).close();
            return next.handle(request);
        };
        Filter[] mappings = Mappings.of(log);
        String response = "HTTP/1.1 200 OK\r\nX-App: app\r\nContent-Length: 2\r\n\r\nhi";
        try (OutboundRig rig = rig(Script.answering(response), mappings[0], mappings[1], again)) {
            Reply reply = rig.call(Call.get("/"));

            Mappings.assertMapped(reply, log);
            assertThat(reply.text()).isEqualTo("hi");
            assertThat(reply.all("X-App")).containsExactly("app");
        }
    }

    @Test
    default void aMappingIsSeenByTheCallerAndNotInside() throws Exception {
        List<Boolean> seen = new CopyOnWriteArrayList<>();
        Filter mapping = (request, next) -> next.handle(request, head -> head.with("X-Mapped", "1"));
        Filter looking = (request, next) -> {
            Response response = next.handle(request);
            seen.add(response.headers().contains("X-Mapped"));
            return response;
        };
        try (OutboundRig rig = rig(Script.ok("hi"), looking, mapping, looking)) {
            Reply reply = rig.call(Call.get("/"));

            assertThat(reply.all("X-Mapped")).containsExactly("1");
            assertThat(reply.text()).isEqualTo("hi");
            assertThat(seen).containsExactly(false, true);
        }
    }

    @Test
    default void aMappingMayChangeTheStatus() throws Exception {
        Filter mapping = (request, next) ->
                next.handle(request, head -> head.withStatus(418).without("Content-Type"));
        try (OutboundRig rig = rig(Script.ok("hi"), mapping)) {
            Reply reply = rig.call(Call.get("/"));

            assertThat(reply.status()).isEqualTo(418);
            assertThat(reply.all("Content-Type")).isEmpty();
            assertThat(reply.text()).isEqualTo("hi");
        }
    }

    @Test
    default void allValuesOfAFieldComeInOrder() throws Exception {
        String response =
                "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nX-A: 1\r\nSet-Cookie: c=d\r\nContent-Length: 0\r\n\r\n";
        List<List<String>> seen = new CopyOnWriteArrayList<>();
        Filter looking = (request, next) -> {
            Response answer = next.handle(request);
            seen.add(answer.headers().all("set-cookie"));
            return answer;
        };
        try (OutboundRig rig = rig(Script.answering(response), looking)) {
            assertThat(rig.call(Call.get("/")).all("Set-Cookie")).containsExactly("a=b", "c=d");
            assertThat(seen).containsExactly(List.of("a=b", "c=d"));
        }
    }

    @Test
    default void aFilterMayAnswerItself() throws Exception {
        Filter answering = (request, next) -> Response.of(202, Headers.of("X-A", "1", "X-A", "2"), Body.of("mine"));
        try (OutboundRig rig = rig(Script.ok("hi"), answering)) {
            Reply reply = rig.call(Call.get("/"));

            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.all("X-A")).containsExactly("1", "2");
            assertThat(reply.text()).isEqualTo("mine");
            assertThat(rig.server().requests()).isEmpty();
        }
    }

    @Test
    default void aFilterMayChangeTheBody() throws Exception {
        Filter framing = (request, next) -> {
            Response response = next.handle(request);
            String text = new String(response.body().open().readAllBytes(), StandardCharsets.UTF_8);
            return response.withBody(Body.of("[" + text + "]"));
        };
        try (OutboundRig rig = rig(Script.chunked("X-Sum", "42", "one ", "two"), framing)) {
            assertThat(rig.call(Call.get("/")).text()).isEqualTo("[one two]");
        }
    }

    @Test
    default void anAnswerOfTheServerIsNeverSent() throws Exception {
        List<Boolean> sent = new CopyOnWriteArrayList<>();
        Filter looking = (request, next) -> {
            Response response = next.handle(request.capturing(10));
            sent.add(response.sent());
            return response;
        };
        try (OutboundRig rig = rig(Script.ok("more than ten bytes"), looking)) {
            assertThat(rig.call(Call.get("/")).text()).isEqualTo("more than ten bytes");
            assertThat(sent).containsExactly(false);
        }
    }

    @Test
    default void interimAnswersAreNotTheAnswer() throws Exception {
        try (OutboundRig rig = rig(Script.interim("the answer"), (request, next) -> next.handle(request))) {
            assertThat(rig.call(Call.get("/")).text()).isEqualTo("the answer");
        }
    }

    @Test
    default void anAnswerArrivesWhileItIsStillOnItsWay() throws Exception {
        Script events = scene -> {
            scene.readRequest();
            scene.connection().send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
            scene.connection().awaitEnd();
        };
        try (OutboundRig rig = rig(events, (request, next) -> next.handle(request));
                OutboundContract.Answer answer = rig.client().execute(Call.get("/"))) {
            assertThat(answer.read(9)).isEqualTo("data: 1\n\n");
            answer.cancel();
        }
    }
}
