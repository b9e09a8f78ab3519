package io.hauberk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Filters around handlers: order, head mappings, and the words about those who break the contract. */
class HandlerTest {
    private static final Head APPLICATION = new Head(201, Headers.of("X-App", "app"));

    private final List<String> log = new ArrayList<>();

    /** Adds a field that tells which fields its mapping saw. */
    private Filter mapping(String name) {
        return (request, next) -> next.handle(request, head -> {
            log.add(name);
            return head.adding(name, "saw " + head.headers());
        });
    }

    private static Response through(Request request, Handler inside, Filter... filters) throws IOException {
        Handler handler = inside;
        for (int i = filters.length - 1; i >= 0; i--) {
            handler = filters[i].around(handler);
        }
        return handler.handle(request);
    }

    @Test
    void mappingsOfAnAnswerApplyOnceAndInnermostFirst() throws IOException {
        Response response = through(
                Request.get("/"),
                request -> Response.of(201, APPLICATION.headers(), Body.of("hi")),
                mapping("outer"),
                mapping("inner"));

        assertThat(log).containsExactly("inner", "outer");
        assertThat(response.headers().first("inner")).isEqualTo("saw [X-App]");
        assertThat(response.headers().first("outer")).isEqualTo("saw [X-App, inner]");
    }

    @Test
    void mappingsOfAnAnswerThatWasSentAreTheAdaptersToApply() throws IOException {
        Response response = through(
                Request.get("/"),
                request -> Response.sent(request.mapped(APPLICATION)),
                mapping("outer"),
                mapping("inner"));

        assertThat(log).containsExactly("inner", "outer");
        assertThat(response.sent()).isTrue();
        assertThat(response.headers().first("outer")).isEqualTo("saw [X-App, inner]");
    }

    @Test
    void aMappingIsNotSeenInside() throws IOException {
        Filter looking = (request, next) -> {
            Response response = next.handle(request);
            log.add(response.headers().toString());
            return response;
        };

        through(Request.get("/"), request -> Response.of(200), mapping("outer"), looking, mapping("inner"));

        assertThat(log).containsExactly("inner", "[inner]", "outer");
    }

    @Test
    void mappingsApplyToRefusalsAndKeepThem() throws IOException {
        Rejection rejection = Rejection.of("limit", 429, "rate-limit");

        Response response = through(Request.get("/"), request -> Response.refused(rejection), mapping("outer"));

        assertThat(response.rejection()).isSameAs(rejection);
        assertThat(response.headers().contains("outer")).isTrue();
    }

    @Test
    void aSecondCallMapsItsOwnAnswerOnly() throws IOException {
        Filter again = (request, next) -> {
            next.handle(request).close();
            return next.handle(request);
        };

        Response response = through(Request.get("/"), request -> Response.of(200), mapping("outer"), again);

        assertThat(log).containsExactly("outer");
        assertThat(response.headers().all("outer")).hasSize(1);
    }

    @Test
    void aFilterThatReturnsNullIsNamed() {
        Filter forgetful = new Filter() {
            @Override
            public Response handle(Request request, Handler next) {
                return null;
            }

            @Override
            public String name() {
                return "forgetful";
            }
        };

        assertThatThrownBy(() -> through(Request.get("/"), request -> Response.of(200), forgetful))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Filter forgetful")
                .hasMessageContaining("returned null");
    }

    @Test
    void aFilterThatChangesAHeadThatHasLeftIsNamed() {
        final class TooLate implements Filter {
            @Override
            public Response handle(Request request, Handler next) throws IOException {
                Response response = next.handle(request);
                return response.withHeaders(response.headers().with("X-Late", "1"));
            }
        }

        assertThatThrownBy(() -> through(
                        Request.get("/"), request -> Response.sent(APPLICATION), mapping("outer"), new TooLate()))
                .isInstanceOfSatisfying(
                        HeadSentException.class, e -> assertThat(e.filter()).isEqualTo("tooLate"))
                .hasMessageContaining("Filter tooLate")
                .hasMessageContaining("next.handle(request, head ->");
    }

    @Test
    void aFilterIsNamedAfterItsClass() {
        Filter lambda = (request, next) -> next.handle(request);

        assertThat(lambda.name()).startsWith("handlerTest").doesNotContain("$$");
        assertThat(lambda.around(request -> Response.of(200)).toString()).contains(lambda.name());
    }

    @Test
    void anExceptionLeavesAsTheSameObject() {
        IllegalStateException mistake = new IllegalStateException("expected");

        assertThatThrownBy(() -> through(
                        Request.get("/"),
                        request -> {
                            throw mistake;
                        },
                        mapping("outer")))
                .isSameAs(mistake);
    }
}
