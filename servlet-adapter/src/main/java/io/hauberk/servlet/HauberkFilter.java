package io.hauberk.servlet;

import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Ticker;
import io.hauberk.gateway.Gateway;
import io.hauberk.operation.Operation;
import io.hauberk.store.Store;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a Hauberk filter, most often a gateway, at the door of a servlet application.
 *
 * <p>Use {@link #install}: it registers for REQUEST, ASYNC, ERROR and FORWARD dispatches, with async support, before all
 * other filters. The first dispatch of a request runs the filter; later ones re-enter the same {@link Exchange}, with
 * the same view of the request, and decide nothing again.
 *
 * <p>Obeys the annotations of servlets ({@code io.hauberk.annotation}) at the first dispatch; a later one to a servlet that
 * has others is refused with 403.
 *
 * <p>Works on Servlet 6.0 and 6.1, on HTTP/1.1 and HTTP/2. Thread-safe.
 */
public final class HauberkFilter implements jakarta.servlet.Filter {
    private static final Logger LOG = LoggerFactory.getLogger(HauberkFilter.class);

    private final Filter filter;
    private final Ticker ticker;
    private final Registration registration = new Registration();
    private volatile boolean watched;
    private volatile @Nullable AnnotatedServlets servlets;

    /** A servlet filter around a Hauberk filter. Prefer {@link #install}, which cannot forget anything. */
    public HauberkFilter(Filter filter) {
        this(filter, Ticker.system());
    }

    /** A servlet filter that measures its exchanges by a clock. */
    public HauberkFilter(Filter filter, Ticker ticker) {
        this.filter = filter;
        this.ticker = ticker;
    }

    /**
     * Registers the filter for everything that the context serves, before all other filters.
     *
     * @throws IllegalStateException if the context has started already, or has a filter named {@code hauberk}
     */
    public static void install(ServletContext context, Filter filter) {
        FilterRegistration.Dynamic registration = context.addFilter("hauberk", new HauberkFilter(filter));
        if (registration == null) {
            throw new IllegalStateException("This servlet context has a filter named \"hauberk\" already. Install one"
                    + " gateway, and give it all the routes.");
        }
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD),
                false,
                "/*");
    }

    /** @throws ServletException if an annotation of a servlet cannot be obeyed; the message names it */
    @Override
    public void init(FilterConfig config) throws ServletException {
        FilterRegistration registration = config.getServletContext().getFilterRegistration(config.getFilterName());
        if (registration != null && !registration.getUrlPatternMappings().contains("/*")) {
            LOG.error("The Hauberk filter is not mapped to /*, so what lies outside its mapping is not guarded. Use"
                    + " HauberkFilter.install(servletContext, gateway).");
        }
        if (filter instanceof Gateway gateway) {
            gateway.start();
        }
        readAnnotations(config.getServletContext());
    }

    private void readAnnotations(ServletContext context) throws ServletException {
        try {
            AnnotatedServlets found = AnnotatedServlets.of(context, this::store);
            if (found.isEmpty()) {
                return;
            }
            if (!(filter instanceof Gateway gateway)) {
                throw new IllegalArgumentException("Servlets have annotations that only a gateway obeys. Install a"
                        + " gateway: Gateway.builder()…build().");
            }
            gateway.operations().add(found.all());
            gateway.operations().guessing(found::expected);
            servlets = found;
        } catch (IllegalArgumentException e) {
            throw new ServletException(e.getMessage(), e);
        }
    }

    /** A store that annotations may name. */
    private @Nullable Store store(String name) {
        return filter instanceof Gateway gateway ? gateway.operations().store(name) : null;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException("The Hauberk filter guards HTTP only, but this request is "
                    + request.getProtocol() + ". It was refused.");
        }
        AnnotatedServlets annotated = servlets;
        Served served = (Served) http.getAttribute(Served.ATTRIBUTE);
        if (served == null) {
            registration.check(http);
            watchThreads(http);
            Served first = new Served(http, answer, chain, ticker, registration);
            Operation chosen = annotated == null ? null : annotated.find(http);
            if (chosen != null) {
                chosen.choose(first.exchange());
            }
            first.serve(filter);
        } else if (annotated == null || annotated.admits(http, served.exchange())) {
            served.dispatchAgain(http, answer, chain);
        } else {
            served.refusedDispatch();
            refuse(http, answer);
        }
    }

    /** A forward, or an async dispatch, to a servlet whose filters this request has not come through. */
    private static void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        LOG.warn(
                "A {} dispatch to the servlet {} was refused: the request has not come through what its annotations ask"
                        + " for.",
                request.getDispatcherType(),
                request.getHttpServletMapping().getServletName());
        if (!response.isCommitted()) {
            response.resetBuffer();
            response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        }
        if (request.getDispatcherType() == DispatcherType.ASYNC && request.isAsyncStarted()) {
            request.getAsyncContext().complete();
        }
    }

    /** At the first request the container has its threads. */
    private void watchThreads(HttpServletRequest request) {
        if (!watched && filter instanceof Gateway gateway) {
            watched = true;
            Executor threads = ContainerThreads.of(request);
            if (threads != null) {
                gateway.watch(threads);
            }
        }
    }

    @Override
    public String toString() {
        return filter.toString();
    }
}
