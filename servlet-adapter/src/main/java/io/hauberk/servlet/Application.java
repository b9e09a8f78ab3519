package io.hauberk.servlet;

import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Request;
import io.hauberk.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The innermost handler in guard mode: the rest of the servlet chain, once. Follows the application through async
 * processing and later dispatches until its answer has ended.
 */
final class Application implements Handler, AsyncListener {
    private final Exchange exchange;
    private final HttpServletRequest raw;
    private final HttpServletResponse answer;
    private @Nullable FilterChain chain;
    private @Nullable Request request;
    private @Nullable HeadGate gate;

    // Guarded by this.
    private boolean async;
    private boolean returned;
    private @Nullable Response response;
    private @Nullable End trouble;
    private @Nullable End ended;

    Application(Exchange exchange, HttpServletRequest raw, HttpServletResponse answer) {
        this.exchange = exchange;
        this.raw = raw;
        this.answer = answer;
    }

    void chain(FilterChain chain) {
        this.chain = chain;
    }

    @Override
    public Response handle(Request request) throws IOException {
        FilterChain once = chain;
        if (once == null) {
            throw new IllegalStateException(
                    "The application behind this filter runs once for each request: next.handle"
                            + " was called a second time. Retries belong to calls of services, not in front of the application.");
        }
        chain = null;
        this.request = request;
        HeadGate gate = new HeadGate(request);
        this.gate = gate;
        GuardedResponse guarded = new GuardedResponse(answer, gate, request.captured());
        run(once, new GuardedRequest(raw, request, guarded, this), guarded);
        return isAsync() ? Response.sent(HeadGate.read(answer)) : guarded.finish();
    }

    /** Runs the rest of the chain. What it throws leaves as the same object, its head mapped before. */
    private static void run(FilterChain chain, HttpServletRequest request, GuardedResponse response) {
        try {
            chain.doFilter(request, response);
        } catch (Throwable failure) {
            response.failed();
            throw Application.<RuntimeException>same(failure);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // erased: the same object leaves, whatever its type
    private static <T extends Throwable> T same(Throwable failure) throws T {
        throw (T) failure;
    }

    /** An ASYNC, ERROR or FORWARD dispatch of the same request. */
    void dispatchAgain(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Request view = this.request;
        HeadGate head = gate;
        if (view == null || head == null) {
            // The application was never reached, so this is the container's error page for a failure of our own.
            chain.doFilter(request, response);
            return;
        }
        GuardedResponse guarded = guarded(response);
        GuardedResponse wrapper = guarded == null ? new GuardedResponse(response, head, 0) : guarded;
        HttpServletRequest seen = isGuarded(request) ? request : new GuardedRequest(request, view, wrapper, this);
        HttpServletResponse answered = guarded == null ? wrapper : response;
        try {
            chain.doFilter(seen, answered);
        } catch (Throwable failure) {
            wrapper.failed();
            throw failure;
        }
        if (!request.isAsyncStarted()) {
            wrapper.leave();
        }
    }

    private boolean isGuarded(ServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            if (wrapper instanceof GuardedRequest) {
                return true;
            }
            inner = wrapper.getRequest();
        }
        return false;
    }

    private static @Nullable GuardedResponse guarded(ServletResponse response) {
        ServletResponse inner = response;
        while (inner instanceof ServletResponseWrapper wrapper) {
            if (wrapper instanceof GuardedResponse guarded) {
                return guarded;
            }
            inner = wrapper.getResponse();
        }
        return null;
    }

    /** Follows an async context; the container forgets its listeners each time async processing starts anew. */
    AsyncContext started(AsyncContext context, GuardedResponse response) {
        synchronized (this) {
            async = true;
        }
        context.addListener(this);
        return new GuardedAsyncContext(context, response);
    }

    synchronized boolean isAsync() {
        return async;
    }

    /** The filters have returned, with a response or by throwing: whoever comes second ends the exchange. */
    void returned(@Nullable Response response, End end) {
        End now;
        synchronized (this) {
            returned = true;
            this.response = response;
            now = async ? ended : end;
        }
        if (now != null) {
            endAll(response, now);
        }
    }

    private void asyncEnded() {
        Response response;
        End end;
        synchronized (this) {
            if (ended != null) {
                return;
            }
            end = trouble == null ? End.COMPLETED : trouble;
            ended = end;
            if (!returned) {
                return;
            }
            response = this.response;
        }
        endAll(response, end);
    }

    private void endAll(@Nullable Response response, End end) {
        if (response != null) {
            response.end(end);
        }
        exchange.end(end);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        asyncEnded();
    }

    @Override
    public synchronized void onTimeout(AsyncEvent event) {
        trouble = End.FAILED;
    }

    /** An I/O error in async processing is the client's connection; anything else is the application's. */
    @Override
    public synchronized void onError(AsyncEvent event) {
        trouble = event.getThrowable() instanceof IOException ? End.CANCELLED : End.FAILED;
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}

    @Override
    public String toString() {
        return "application";
    }
}
