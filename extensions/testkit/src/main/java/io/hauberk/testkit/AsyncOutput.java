package io.hauberk.testkit;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The ways in which an application answers after its first dispatch is over, or in another one. */
@SuppressWarnings("ImmutableEnumChecker") // its lambdas hold nothing
enum AsyncOutput {
    NOTHING_AT_ALL(200, "", (request, response) -> request.startAsync().complete()),
    ONLY_COMPLETION_LATER(200, "", (request, response) -> {
        AsyncContext async = request.startAsync();
        async.start(async::complete);
    }),
    IN_A_CONTAINER_THREAD(200, "hello", (request, response) -> {
        AsyncContext async = request.startAsync();
        async.start(() -> writeAndComplete(async));
    }),
    WITH_ARGUMENTS(200, "hello", (request, response) -> {
        AsyncContext async = request.startAsync(request, response);
        async.start(() -> writeAndComplete(async));
    }),
    IN_A_THREAD_OF_ITS_OWN(200, "hello", (request, response) -> {
        AsyncContext async = request.startAsync();
        new Thread(() -> writeAndComplete(async)).start();
    }),
    BEFORE_ITS_DISPATCH_IS_OVER(200, "hello", (request, response) -> {
        AsyncContext async = request.startAsync();
        Thread thread = new Thread(() -> writeAndComplete(async));
        thread.start();
        thread.join();
    }),
    BY_ITSELF(200, "hello", (request, response) -> writeAndComplete(request.startAsync())),
    TO_THE_RESPONSE_IT_HAD(200, "hello", (request, response) -> {
        AsyncContext async = request.startAsync();
        async.start(() -> {
            write(response);
            async.complete();
        });
    }),
    PARTLY_BEFORE(200, "hello", (request, response) -> {
        response.getOutputStream().print("hel");
        AsyncContext async = request.startAsync();
        async.start(() -> {
            try {
                async.getResponse().getOutputStream().print("lo");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            async.complete();
        });
    }),
    BY_DISPATCH(200, "hello", (request, response) -> {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            response.getOutputStream().print("hello");
        } else {
            request.startAsync().dispatch();
        }
    }),
    BY_DISPATCH_LATER(200, "hello", (request, response) -> {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            response.getOutputStream().print("hello");
        } else {
            AsyncContext async = request.startAsync();
            async.start(async::dispatch);
        }
    }),
    BY_DISPATCH_WITH_ARGUMENTS(200, "hello", (request, response) -> {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            response.getOutputStream().print("hello");
        } else {
            request.startAsync(request, response).dispatch();
        }
    }),
    BY_DISPATCH_ELSEWHERE(
            200, "elsewhere", (request, response) -> request.startAsync().dispatch("/elsewhere")),
    BY_TWO_ROUNDS(200, "hello", (request, response) -> {
        Object round = request.getAttribute("round");
        if (round == null) {
            request.setAttribute("round", 1);
            request.startAsync().dispatch();
        } else if (round.equals(1)) {
            request.setAttribute("round", 2);
            AsyncContext async = request.startAsync();
            async.start(() -> writeAndComplete(async));
        }
    }),
    BY_A_WRITE_LISTENER(200, "hello", (request, response) -> {
        AsyncContext async = request.startAsync();
        ServletOutputStream out = response.getOutputStream();
        out.setWriteListener(new WriteListener() {
            @Override
            public void onWritePossible() throws IOException {
                if (out.isReady()) {
                    out.write("hello".getBytes(StandardCharsets.US_ASCII));
                    async.complete();
                }
            }

            @Override
            public void onError(Throwable t) {
                async.complete();
            }
        });
    }),
    AN_ERROR_LATER(404, null, (request, response) -> {
        AsyncContext async = request.startAsync();
        async.start(() -> {
            try {
                response.sendError(404);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            async.complete();
        });
    }),
    AN_EXCEPTION_IN_THE_SECOND_DISPATCH(500, null, (request, response) -> {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            throw new IllegalArgumentException("expected by this row");
        }
        request.startAsync().dispatch();
    }),
    AN_EXCEPTION_AFTER_STARTING(500, null, (request, response) -> {
        request.startAsync();
        throw new IllegalArgumentException("expected by this row");
    }),
    A_TIMEOUT(500, null, (request, response) -> request.startAsync().setTimeout(100)),
    A_TIMEOUT_THAT_IS_ANSWERED(503, "too slow", (request, response) -> {
        AsyncContext async = request.startAsync();
        async.setTimeout(100);
        async.addListener(new AsyncListener() {
            @Override
            public void onComplete(AsyncEvent event) {}

            @Override
            public void onTimeout(AsyncEvent event) throws IOException {
                response.setStatus(503);
                response.getOutputStream().print("too slow");
                async.complete();
            }

            @Override
            public void onError(AsyncEvent event) {}

            @Override
            public void onStartAsync(AsyncEvent event) {}
        });
    });

    final int status;
    final @Nullable String text;
    private final App app;

    AsyncOutput(int status, @Nullable String text, App app) {
        this.status = status;
        this.text = text;
        this.app = app;
    }

    /** An application that sets a field of its own and then answers so. */
    App app() {
        return (request, response) -> {
            if (request.getDispatcherType() == DispatcherType.REQUEST) {
                response.setHeader("X-App", "app");
            }
            app.serve(request, response);
        };
    }

    private static void writeAndComplete(AsyncContext async) {
        write((HttpServletResponse) async.getResponse());
        async.complete();
    }

    private static void write(HttpServletResponse response) {
        try {
            response.getOutputStream().print("hello");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The request that an async context gives to those who ask it. */
    static HttpServletRequest requestOf(AsyncContext async) {
        return (HttpServletRequest) async.getRequest();
    }
}
