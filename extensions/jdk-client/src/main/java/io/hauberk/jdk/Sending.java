package io.hauberk.jdk;

import io.hauberk.Deadline;
import io.hauberk.DeadlineExceededException;
import io.hauberk.Exchange;
import io.hauberk.Ticker;
import io.hauberk.okhttp.Mesh;
import io.hauberk.okhttp.OutgoingCall;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** A request to a service on its way, the redirects that it leads to included. */
final class Sending<T> extends CompletableFuture<HttpResponse<T>> {
    private final Mesh mesh;
    private final HttpClient client;
    private final BodyHandler<T> handler;
    private final @Nullable Exchange exchange = Exchange.current();
    private final Redirects redirects;
    private volatile @Nullable Runnable canceller;

    Sending(Mesh mesh, HttpClient client, BodyHandler<T> handler) {
        this.mesh = mesh;
        this.client = client;
        this.handler = handler;
        this.redirects = new Redirects(client.followRedirects());
    }

    void begin(HttpRequest request) {
        try {
            Executor threads = mesh.okHttp().dispatcher().executorService();
            Executor own = exchange == null ? threads : task -> threads.execute(exchange.wrap(task));
            own.execute(() -> run(request, own));
        } catch (IllegalStateException | RejectedExecutionException e) {
            completeExceptionally(new IOException("The mesh of this client is closed.", e));
        }
    }

    private void run(HttpRequest first, Executor threads) {
        HttpRequest request = first;
        HttpResponse<T> previous = null;
        try {
            while (true) {
                OutgoingCall call = mesh.call(request.method(), request.uri().toString());
                Response answer = execute(request, call);
                HttpHeaders headers = Fields.of(answer.headers());
                Fields.keepCookies(client, request, headers);
                HttpRequest next = redirects.next(request, answer.code(), headers);
                MeshResponse<T> response = new MeshResponse<>(request, answer, headers, previous);
                if (next == null) {
                    deliver(response, call, answer, threads);
                    return;
                }
                answer.close();
                if (!mesh.takes(next.uri().getHost())) {
                    leave(next);
                    return;
                }
                request = next;
                previous = response;
            }
        } catch (Throwable e) {
            completeExceptionally(e);
        }
    }

    private Response execute(HttpRequest request, OutgoingCall call) throws IOException {
        Deadline deadline = request.timeout()
                .map(time -> Deadline.after(time, Ticker.system()))
                .orElse(Deadline.NONE);
        request.timeout().ifPresent(call::within);
        Fields.send(client, request, call);
        Upload upload = request.bodyPublisher().map(Upload::new).orElse(null);
        if (upload != null) {
            call.body(upload.length(), true, upload::writeTo);
        }
        cancelBy(() -> {
            call.cancel();
            if (upload != null) {
                upload.cancel();
            }
        });
        try {
            return call.execute();
        } catch (DeadlineExceededException e) {
            throw deadline.remainingNanos() > 0 ? e : timedOut(e);
        }
    }

    private static HttpTimeoutException timedOut(DeadlineExceededException e) {
        HttpTimeoutException timedOut = new HttpTimeoutException("request timed out");
        timedOut.initCause(e);
        return timedOut;
    }

    private void deliver(MeshResponse<T> response, OutgoingCall call, Response answer, Executor threads) {
        BodySubscriber<T> subscriber;
        try {
            subscriber = handler.apply(response);
        } catch (RuntimeException | Error e) {
            answer.close();
            throw e;
        }
        follow(subscriber.getBody(), response::withBody);
        Download download = new Download(call, answer, subscriber, threads);
        cancelBy(download::cancel);
        download.begin();
    }

    /** To a host that the mesh does not take, which the wrapped client calls. */
    private void leave(HttpRequest next) {
        CompletableFuture<HttpResponse<T>> outside = client.sendAsync(next, handler);
        cancelBy(() -> outside.cancel(true));
        follow(outside, response -> response);
    }

    private <R> void follow(CompletionStage<R> other, Function<R, HttpResponse<T>> as) {
        other.whenComplete((result, failure) -> {
            if (failure != null) {
                completeExceptionally(failure);
            } else {
                complete(as.apply(result));
            }
        });
    }

    private void cancelBy(Runnable way) {
        canceller = way;
        if (isCancelled()) {
            way.run();
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        Runnable way = canceller;
        if (cancelled && way != null) {
            way.run();
        }
        return cancelled;
    }

    /** Stages that depend on this one are plain futures. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
