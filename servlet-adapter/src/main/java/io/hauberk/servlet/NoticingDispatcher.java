package io.hauberk.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/** The container's, which notices when a forward does not come by us. */
final class NoticingDispatcher implements RequestDispatcher {
    private final RequestDispatcher dispatcher;
    private final Application application;

    NoticingDispatcher(RequestDispatcher dispatcher, Application application) {
        this.dispatcher = dispatcher;
        this.application = application;
    }

    @Override
    public void forward(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        application.expectDispatch();
        dispatcher.forward(request, response);
        application.requireDispatch(DispatcherType.FORWARD);
    }

    @Override
    public void include(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        dispatcher.include(request, response);
    }
}
