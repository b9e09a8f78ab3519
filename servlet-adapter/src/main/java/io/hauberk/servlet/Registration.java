package io.hauberk.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices, by what comes and what does not, that the filter was added without {@link HauberkFilter#install}, and says
 * each thing once. No container tells for which dispatches a filter is registered.
 */
final class Registration {
    private static final Logger LOG = LoggerFactory.getLogger(HauberkFilter.class);

    private final AtomicBoolean checked = new AtomicBoolean();
    private final Set<DispatcherType> missed = ConcurrentHashMap.newKeySet();

    /** A request that was not seen before. */
    void check(HttpServletRequest request) {
        if (!checked.get() && checked.compareAndSet(false, true) && !request.isAsyncSupported()) {
            LOG.error("The Hauberk filter, or a filter before it, is registered without async support, so"
                    + " startAsync() will fail behind it. Use HauberkFilter.install(servletContext, gateway).");
        }
        DispatcherType type = request.getDispatcherType();
        // An error may be the first that we see of a request: containers, and filters before us, refuse some by
        // themselves.
        if (type != DispatcherType.REQUEST && type != DispatcherType.ERROR && missed.add(DispatcherType.REQUEST)) {
            LOG.error(
                    "The Hauberk filter saw a {} dispatch before any REQUEST dispatch: it is not registered for"
                            + " REQUEST. Use HauberkFilter.install(servletContext, gateway).",
                    type);
        }
    }

    /** A dispatch has passed us by. */
    void missed(DispatcherType type) {
        if (missed.add(type)) {
            LOG.error(
                    "The Hauberk filter missed the {} dispatch of a request that it guards: it is not registered for"
                            + " {}, so Exchange.current() is missing there, and perhaps not for ERROR, so that error"
                            + " pages see headers that it has stripped. Use HauberkFilter.install(servletContext, gateway).",
                    type,
                    type);
        }
    }
}
