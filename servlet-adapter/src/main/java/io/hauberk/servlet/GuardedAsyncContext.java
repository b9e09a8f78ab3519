package io.hauberk.servlet;

import io.hauberk.End;
import io.hauberk.Exchange;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An async context that fixes the head before its answer is committed, and tells how it ended. Its listeners hang on
 * this one, which is the container's only listener: so it has the last word when nobody has answered a timeout, and
 * each of them runs inside the exchange.
 */
final class GuardedAsyncContext implements AsyncContext, AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedAsyncContext.class);

    private final AsyncContext context;
    private final GuardedResponse response;
    private final Application application;
    private final List<Entry> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean done;
    private volatile boolean completed;

    GuardedAsyncContext(AsyncContext context, GuardedResponse response, Application application) {
        this.context = context;
        this.response = response;
        this.application = application;
    }

    /** Where the client is gone, the container may have completed by itself, and complains: nothing is left to do. */
    @Override
    public void complete() {
        done = true;
        if (completed) {
            return;
        }
        try {
            application.barred(response.leaveForGood());
            response.noteBrokenWriter();
        } catch (IllegalStateException e) {
            // The container has given the request up, and tells nobody. It throws by itself if it wants to.
            application.clientGone(e);
        }
        try {
            context.complete();
        } catch (IllegalStateException e) {
            if (!application.clientIsGone()) {
                throw e;
            }
        }
    }

    private void dispatching() {
        done = true;
        application.expectDispatch();
    }

    @Override
    public void dispatch() {
        dispatching();
        context.dispatch();
    }

    @Override
    public void dispatch(String path) {
        dispatching();
        context.dispatch(path);
    }

    @Override
    public void dispatch(ServletContext other, String path) {
        dispatching();
        context.dispatch(other, path);
    }

    /** What a task throws after the end must not reach the container: it may serve another request with this one's objects. */
    @Override
    public void start(Runnable task) {
        context.start(() -> {
            try (Exchange.Scope scope = application.enter()) {
                task.run();
            } catch (RuntimeException e) {
                if (!completed) {
                    throw e;
                }
                LOG.warn("A task of an async request failed after the request had ended.", e);
            }
        });
    }

    @Override
    public ServletRequest getRequest() {
        return context.getRequest();
    }

    @Override
    public ServletResponse getResponse() {
        return context.getResponse();
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return context.hasOriginalRequestAndResponse();
    }

    @Override
    public void addListener(AsyncListener listener) {
        listeners.add(new Entry(listener, null, null));
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest request, ServletResponse answer) {
        listeners.add(new Entry(listener, request, answer));
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
        return context.createListener(type);
    }

    @Override
    public void setTimeout(long millis) {
        context.setTimeout(millis);
    }

    @Override
    public long getTimeout() {
        return context.getTimeout();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        completed = true;
        tell(AsyncListener::onComplete, this, event);
        application.asyncEnded();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        tell(AsyncListener::onTimeout, this, event);
        unanswered(End.FAILED);
    }

    /** An I/O error in async processing is the client's connection; anything else is the application's. */
    @Override
    public void onError(AsyncEvent event) {
        if (event.getThrowable() instanceof IOException) {
            application.clientBroke(event.getThrowable());
        }
        tell(AsyncListener::onError, this, event);
        unanswered(End.FAILED);
    }

    /** The container forgets the listeners of the round before, unless they add themselves to the new one. */
    @Override
    public void onStartAsync(AsyncEvent event) {
        tell(AsyncListener::onStartAsync, event.getAsyncContext(), event);
    }

    /** No listener has answered, so the container will, and keep the headers. */
    private void unanswered(End end) {
        if (!done) {
            application.trouble(end);
            response.failed();
        }
    }

    private void tell(Call call, AsyncContext subject, AsyncEvent event) {
        try (Exchange.Scope scope = application.enter()) {
            for (Entry entry : listeners) {
                AsyncEvent own = new AsyncEvent(subject, entry.request, entry.answer, event.getThrowable());
                try {
                    call.on(entry.listener, own);
                } catch (IOException | RuntimeException e) {
                    LOG.warn("An AsyncListener of the application failed: {}", entry.listener, e);
                }
            }
        }
    }

    private record Entry(
            AsyncListener listener,
            @Nullable ServletRequest request,
            @Nullable ServletResponse answer) {}

    private interface Call {
        void on(AsyncListener listener, AsyncEvent event) throws IOException;
    }
}
