package io.hauberk.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hauberk.Filter;
import io.hauberk.HeadSentException;
import io.hauberk.Response;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rule 3: head mappings apply exactly once, innermost first, before the first byte leaves, whatever happens behind. */
interface MappingRows extends Rows {
    @ParameterizedTest
    @EnumSource(Output.class)
    default void mappingsApplyOnceWhenTheApplicationAnswers(Output output) throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        rig().filters(Mappings.of(log)).at("/", output.app()).at(InboundContract.ERROR_PAGE, App.text("error page"));

        Reply reply = rig().get("/");

        assertThat(reply.status()).isEqualTo(output.status);
        Mappings.assertMapped(reply, log);
        assertThat(reply.all("X-Gone")).isEmpty();
        if (output.text != null) {
            assertThat(reply.text()).isEqualTo(output.text);
        }
    }

    @ParameterizedTest
    @EnumSource(Output.class)
    default void mappingsApplyOnceWhenTheApplicationAnswersAHead(Output output) throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        rig().filters(Mappings.of(log)).at("/", output.app()).at(InboundContract.ERROR_PAGE, App.text("error page"));

        Reply reply = rig().client().head("/");

        assertThat(reply.status()).isEqualTo(output.status);
        Mappings.assertMapped(reply, log);
        assertThat(reply.text()).isEmpty();
    }

    @Test
    default void mappingsApplyOnceWhenATargetAnswers() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        rig().target(
                        request -> Response.ok("hi")
                                .withHeaders(Response.ok("").headers().with("X-App", "app")),
                        Mappings.of(log));

        Mappings.assertMapped(rig().get("/"), log);
    }

    @Test
    default void mappingsApplyToWhatAFilterInsideAnswers() throws Exception {
        List<String> log = new CopyOnWriteArrayList<>();
        Filter[] mappings = Mappings.of(log);
        rig().filters(
                        mappings[0],
                        mappings[1],
                        (request, next) -> Response.of(201).withHeaders(io.hauberk.Headers.of("X-App", "app")));

        Mappings.assertMapped(rig().get("/"), log);
    }

    @Test
    default void aMappingMayChangeTheStatusAndRemoveAndReplaceFields() throws Exception {
        rig().filter((request, next) -> next.handle(
                request,
                head -> head.withStatus(418)
                        .without("X-Secret")
                        .with("x-many", "one")
                        .adding("Set-Cookie", "c=d")));
        rig().at("/", (request, response) -> {
            response.setHeader("x-secret", "1");
            response.addHeader("X-Many", "1");
            response.addHeader("X-Many", "2");
            response.addHeader("Set-Cookie", "a=b");
            response.addHeader("X-Kept", "1");
            response.addHeader("X-Kept", "2");
            response.getWriter().write("tea");
        });

        Reply reply = rig().get("/");

        assertThat(reply.status()).isEqualTo(418);
        assertThat(reply.text()).isEqualTo("tea");
        assertThat(reply.all("X-Secret")).isEmpty();
        assertThat(reply.all("X-Many")).containsExactly("one");
        assertThat(reply.all("Set-Cookie")).containsExactly("a=b", "c=d");
        assertThat(reply.all("X-Kept")).containsExactly("1", "2");
    }

    @Test
    default void noFieldSlipsPastAMappingThatRemovesIt() throws Exception {
        rig().filter((request, next) -> next.handle(request, head -> head.without("X-Secret")));
        rig().at("/", (request, response) -> {
            // More than some containers would buffer, less than others commit.
            response.getOutputStream().write(new byte[6000]);
            if (!response.isCommitted()) {
                response.setHeader("X-Secret", "1");
                response.addHeader("x-secret", "2");
            }
        });

        assertThat(rig().get("/").all("X-Secret")).isEmpty();
    }

    @Test
    default void aResetAfterMuchOutputLeavesNoFieldUnmapped() throws Exception {
        rig().filter((request, next) ->
                next.handle(request, head -> head.without("X-Secret").adding("X-Mapped", "1")));
        rig().at("/", (request, response) -> {
            response.getOutputStream().write(new byte[6000]);
            if (!response.isCommitted()) {
                response.reset();
                response.setHeader("X-Secret", "1");
            }
            response.getOutputStream().write(new byte[10]);
        });

        Reply reply = rig().get("/");

        assertThat(reply.all("X-Secret")).isEmpty();
        assertThat(reply.all("X-Mapped")).containsExactly("1");
    }

    @Test
    default void aMappingIsNotSeenInsideTheFilterThatAskedForIt() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        Filter mapping = (request, next) -> next.handle(request, head -> head.with("X-Mapped", "1"));
        Filter looking = (request, next) -> {
            Response response = next.handle(request);
            seen.add(response.headers().contains("X-Mapped"));
            return response;
        };
        rig().target(request -> Response.ok("hi"), mapping, looking);
        assertThat(rig().get("/").all("X-Mapped")).containsExactly("1");

        rig().filters(mapping, (request, next) -> looking.handle(request.capturing(100), next))
                .at("/", App.text("hi"));
        assertThat(rig().get("/").all("X-Mapped")).containsExactly("1");

        assertThat(seen).containsExactly(false, false);
    }

    @Test
    default void changingAHeadThatHasLeftNamesTheFilter() throws Exception {
        Filter late = new Named("late", (request, next) -> {
            Response response = next.handle(request);
            return response.withHeaders(response.headers().with("X-Late", "1"));
        });
        rig().filters(late).at("/", (request, response) -> {
            response.getWriter().write("hello");
            response.flushBuffer();
        });

        try {
            assertThat(rig().get("/").all("X-Late")).isEmpty();
        } catch (java.io.IOException e) {
            // The container may also break the answer off.
            assertThat(e).isNotNull();
        }
        assertThat(rig().pass().thrown())
                .isInstanceOf(HeadSentException.class)
                .hasMessageContaining("late")
                .hasMessageContaining("next.handle(request, head ->");
    }

    @Test
    default void aHeadThatTheApplicationSentCanBeLookedAt() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        rig().filter((request, next) -> {
            Response response = next.handle(request);
            seen.add(response.sent());
            seen.add(response.status());
            seen.add(response.headers().all("X-App"));
            return response;
        });
        rig().at("/", (request, response) -> {
            response.setStatus(201);
            response.addHeader("X-App", "1");
            response.addHeader("X-App", "2");
            response.getWriter().write("hello");
        });

        rig().get("/");

        assertThat(seen).containsExactly(true, 201, List.of("1", "2"));
    }
}
