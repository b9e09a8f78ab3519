package io.hauberk.servlet;

import io.hauberk.Body;
import io.hauberk.ClientAbortedException;
import io.hauberk.DeadlineExceededException;
import io.hauberk.End;
import io.hauberk.Exchange;
import io.hauberk.Handler;
import io.hauberk.Head;
import io.hauberk.Outcome;
import io.hauberk.RejectedException;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.network.Pace;
import io.hauberk.network.Traffic;
import io.hauberk.problem.Problem;
import io.hauberk.timeout.Timeout;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
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
final class Application implements Handler {
    private static final Rejection UNANNOUNCED = Rejection.of("hauberk", 400, "unannounced-content")
            .because("The content of a request with this method needs a Content-Length.");

    private final Exchange exchange;
    private final HttpServletRequest raw;
    private final HttpServletResponse answer;
    private final Body body;
    private final @Nullable String query;
    private final FilterChain chain;
    private final Registration registration;
    private final Completion completion;
    private @Nullable Request request;
    private @Nullable HeadGate gate;
    private @Nullable GuardedResponse guarded;
    private volatile @Nullable RejectedException unannounced;
    private volatile boolean dispatchExpected;
    private volatile @Nullable Traffic traffic;
    private volatile @Nullable Pace pace;

    Application(
            Exchange exchange,
            HttpServletRequest raw,
            HttpServletResponse answer,
            Body body,
            FilterChain chain,
            Registration registration) {
        this.exchange = exchange;
        this.raw = raw;
        this.answer = answer;
        this.body = body;
        this.query = raw.getQueryString();
        this.chain = chain;
        this.registration = registration;
        this.completion = new Completion(exchange);
    }

    /** A dispatch that was expected has come to the filter. */
    void noticedDispatch() {
        dispatchExpected = false;
    }

    Exchange.Scope enter() {
        return exchange.enter();
    }

    /** Whether the request has the body that it came with. */
    boolean owns(Body body) {
        return body == this.body;
    }

    /** Whether the filters were told that there is no content, as HTTP/2 leaves open for methods such as DELETE. */
    boolean withoutContent() {
        return body.length() == 0;
    }

    /** There is content all the same. No filter has looked at it, so nobody gets it. */
    RejectedException unannounced() {
        RejectedException refusal = new RejectedException(UNANNOUNCED);
        unannounced = refusal;
        return refusal;
    }

    /** The query that the request came with. */
    @Nullable String query() {
        return query;
    }

    /** So many bytes of the request's content were read. */
    void read(long bytes) {
        Traffic counts = traffic;
        if (counts != null) {
            counts.read(bytes);
        }
    }

    /** What the pace of the client is measured by; 0 where nobody wants to know it. */
    long nanos() {
        return pace == null ? 0 : exchange.ticker().nanos();
    }

    /** So many bytes were waited for since then; throws if that is too slow. */
    void paced(int bytes, long since) throws IOException {
        Pace watched = pace;
        if (watched != null) {
            watched.read(bytes, exchange.ticker().nanos() - since);
        }
    }

    /** Reading has failed; what is thrown instead where the client was too slow. */
    IOException readingBroke(IOException failure) throws IOException {
        Pace watched = pace;
        if (watched != null) {
            forgetFailure(raw);
            watched.failed(failure);
        }
        return clientBroke(failure);
    }

    /** Tomcat notes a failed read in the request, and would make a page of it, with its stack trace, in place of our answer. */
    static void forgetFailure(HttpServletRequest raw) {
        raw.removeAttribute(RequestDispatcher.ERROR_EXCEPTION);
    }

    /** Whether the container has begun an answer by itself, in whose place no other can leave any more. */
    boolean answeredByContainer() {
        HeadGate head = gate;
        return answer.isCommitted() && head != null && head.untouched();
    }

    /** Whether how fast the content comes is watched, so that it must pass our stream. */
    boolean paced() {
        return pace != null;
    }

    /** Where to count what is written, or null. */
    @Nullable Traffic traffic() {
        return traffic;
    }

    @Override
    public Response handle(Request request) throws IOException {
        if (this.request != null) {
            throw new IllegalStateException(
                    "The application behind this filter runs once for each request: next.handle"
                            + " was called a second time. Retries belong to calls of services, not in front of the application.");
        }
        this.request = request;
        traffic = Traffic.counting(exchange);
        pace = Pace.of(exchange);
        HeadGate gate = new HeadGate(request);
        this.gate = gate;
        GuardedResponse guarded = new GuardedResponse(answer, gate, this, request.captured());
        this.guarded = guarded;
        try {
            run(new GuardedRequest(raw, request, guarded, this), guarded);
        } catch (RejectedException e) {
            if (e != unannounced || answer.isCommitted()) {
                throw e;
            }
            exchange.record(e.rejection().decision(Outcome.REFUSED));
            return Response.refused(e.rejection());
        }
        Head soFar = completion.asyncHead();
        return soFar != null ? Response.sent(soFar) : guarded.finish();
    }

    /**
     * Runs the rest of the chain. What it throws leaves as the same object; only the container's word that the client
     * broke off is put into ours, for the filters, and taken out again at the door.
     */
    private void run(HttpServletRequest request, GuardedResponse response) throws IOException {
        try {
            chain.doFilter(request, response);
        } catch (Throwable failure) {
            response.dropOutput();
            Throwable barred = response.barred();
            if (barred != null) {
                throw Application.<RuntimeException>same(barred);
            }
            if (completion.isClients(failure) && failure instanceof IOException own) {
                throw own instanceof ClientAbortedException ours ? ours : new ClientAbortedException(own);
            }
            throw Application.<RuntimeException>same(failure);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // erased: the same object leaves, whatever its type
    static <T extends Throwable> T same(Throwable failure) throws T {
        throw (T) failure;
    }

    /** An ASYNC, ERROR or FORWARD dispatch of the same request. */
    void dispatchAgain(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        noticedDispatch();
        Request view = this.request;
        HeadGate head = gate;
        if (view == null || head == null) {
            view = Unreached.view(exchange, request);
            head = new HeadGate(view);
        }
        GuardedResponse found = guarded(response);
        GuardedResponse wrapper = found == null ? new GuardedResponse(response, head, this, 0) : found;
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            head.expectError();
        }
        HttpServletRequest seen = isGuarded(request) ? request : new GuardedRequest(request, view, wrapper, this);
        boolean last = request.getDispatcherType() == DispatcherType.ASYNC;
        try {
            chain.doFilter(seen, found == null ? wrapper : response);
        } catch (Throwable failure) {
            if (last && wrapper.barred() != null) {
                barred(wrapper.answerBarred(failure));
                return;
            }
            wrapper.failed();
            trouble(End.FAILED);
            throw failure;
        }
        if (!request.isAsyncStarted()) {
            if (last) {
                barred(wrapper.leaveForGood());
            } else {
                wrapper.leave();
            }
            wrapper.noteBrokenWriter();
        }
    }

    /** A later dispatch will follow. */
    void expectDispatch() {
        dispatchExpected = true;
    }

    /** Notes if the expected dispatch has not come by us. */
    void requireDispatch(DispatcherType type) {
        if (dispatchExpected) {
            dispatchExpected = false;
            registration.missed(type);
        }
    }

    /** An asynchronous answer that could not leave: late, or by the fault of a filter. */
    void barred(@Nullable Throwable why) {
        if (why instanceof DeadlineExceededException late) {
            Rejection rejection = Problem.of(late);
            if (rejection != null) {
                exchange.record(rejection.decision(Outcome.REFUSED));
            }
        } else if (why != null) {
            trouble(End.FAILED);
        }
    }

    private static boolean isGuarded(ServletRequest request) {
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

    /** What goes wrong leaves the filters now, and nobody can answer but the container, or an async listener. */
    void failing() {
        GuardedResponse ran = guarded;
        if (ran != null && !isAsync()) {
            ran.failed();
        }
    }

    /** A filter gives an answer of its own: what the application has written must give way to it. */
    void giveWay() {
        GuardedResponse ran = guarded;
        if (ran == null) {
            return;
        }
        if (isAsync()) {
            throw new IllegalStateException("A filter gave an answer of its own while the application answers in async"
                    + " processing. Return what next.handle returned.");
        }
        ran.makeRoom();
    }

    void waitsForClient() {
        Timeout.standStill(exchange);
    }

    void goesOn() {
        Timeout.goOn(exchange);
    }

    /** Reading from the client, or writing to it, has failed. Gives the failure back, to be thrown on. */
    <T extends Throwable> T clientBroke(T failure) {
        completion.clientBroke(failure);
        return failure;
    }

    /** Writing has failed: nobody is there, so an async answer has ended, whatever its threads still do. */
    <T extends Throwable> T clientGone(T failure) {
        clientBroke(failure);
        if (isAsync()) {
            asyncEnded();
        }
        return failure;
    }

    boolean clientIsGone() {
        return completion.clientIsGone();
    }

    /** Async processing begins. The head is read now: as soon as other threads may write, it is not ours to look at. */
    void started() {
        completion.asyncBegan(HeadGate.read(answer));
    }

    private boolean isAsync() {
        return completion.isAsync();
    }

    /** The filters have returned, with a response or by throwing. */
    void returned(@Nullable Response response, End end) {
        completion.returned(response, end);
    }

    /** Something went wrong in async processing or in a later dispatch. The first word counts. */
    void trouble(End end) {
        completion.trouble(end);
    }

    /** Async processing is over. */
    void asyncEnded() {
        completion.asyncEnded(() -> requireDispatch(DispatcherType.ASYNC));
    }

    @Override
    public String toString() {
        return "application";
    }
}
