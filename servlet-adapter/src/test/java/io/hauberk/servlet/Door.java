package io.hauberk.servlet;

import io.hauberk.Filter;
import io.hauberk.problem.Problem;
import jakarta.servlet.ServletContext;

/** The adapter as a gateway uses it: with the stage that renders refusals outermost. */
final class Door {
    private Door() {}

    static void install(ServletContext context, Filter filter) {
        HauberkFilter.install(context, (request, next) -> Problem.json().handle(request, filter.around(next)));
    }
}
