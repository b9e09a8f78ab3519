package io.hauberk.spring.web;

import io.hauberk.Exchange;
import io.hauberk.gateway.Gateway;
import io.hauberk.operation.Annotations;
import io.hauberk.operation.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.util.ClassUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Makes the annotations of Spring's controllers ({@code io.hauberk.annotation}) operations of the gateway in front of them. A
 * bean: {@code @Bean AnnotatedControllers annotated(Gateway gateway) { return AnnotatedControllers.of(gateway, ""); }}. The
 * gateway enforces them before Spring sees the request; right before a method runs, it is checked that the request came
 * through what that method asks for, and 403 otherwise. What is mapped after the start is refused where it is annotated.
 *
 * <p>A bad value fails the start and names the method. Thread-safe.
 */
public final class AnnotatedControllers
        implements WebMvcConfigurer, HandlerInterceptor, ApplicationListener<ContextRefreshedEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(AnnotatedControllers.class);

    private final Gateway gateway;
    private final String base;
    private final Set<String> names = new HashSet<>();
    private final Set<RequestMappingHandlerMapping> read = new HashSet<>();
    private volatile Map<Handled, List<Operation>> operations = Map.of();

    private AnnotatedControllers(Gateway gateway, String base) {
        this.gateway = gateway;
        this.base = base;
    }

    /**
     * Controllers behind a gateway.
     *
     * @param base where Spring's servlet is mounted, context path included: {@code /app}; empty for the root
     */
    public static AnnotatedControllers of(Gateway gateway, String base) {
        if (!base.isEmpty() && (!base.startsWith("/") || base.endsWith("/") || base.contains("*"))) {
            throw new IllegalArgumentException(
                    "Spring's servlet is mounted at a path such as /app, or at the root, which is empty, but not at \""
                            + base + "\".");
        }
        return new AnnotatedControllers(gateway, base);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).order(Integer.MIN_VALUE);
    }

    /** @throws IllegalArgumentException if an annotation has a bad value; the message names the method */
    @Override
    public synchronized void onApplicationEvent(ContextRefreshedEvent event) {
        Map<Handled, List<Operation>> known = new HashMap<>(operations);
        List<Operation> fresh = new ArrayList<>();
        for (RequestMappingHandlerMapping mapping : event.getApplicationContext()
                .getBeansOfType(RequestMappingHandlerMapping.class)
                .values()) {
            if (read.add(mapping)) {
                mapping.getHandlerMethods().forEach((info, handler) -> {
                    Operation operation = operation(info, handler, event.getApplicationContext());
                    fresh.add(operation);
                    known.computeIfAbsent(Handled.of(handler), handled -> new ArrayList<>(1))
                            .add(operation);
                });
            }
        }
        gateway.operations().add(fresh);
        operations = known;
    }

    private Operation operation(RequestMappingInfo info, HandlerMethod handler, ApplicationContext beans) {
        Class<?> type = type(handler, beans);
        String first = type.getSimpleName() + '.' + handler.getMethod().getName();
        String name = first;
        for (int i = 2; !names.add(name); i++) {
            name = first + '-' + i;
        }
        Set<String> methods = new LinkedHashSet<>();
        info.getMethodsCondition().getMethods().forEach(method -> methods.add(method.name()));
        if (methods.contains("GET")) {
            methods.add("HEAD"); // which Spring answers by it
        }
        List<String> paths = info.getPatternValues().stream()
                .flatMap(pattern -> Patterns.routes(base, pattern).stream())
                .distinct()
                .toList();
        return Operation.of(name, Annotations.filters(type, handler.getMethod(), gateway.operations()::store))
                .at(methods, paths);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method) || admits(method, Exchange.current())) {
            return true;
        }
        LOG.warn(
                "{} was refused: the request has not come through what its annotations ask for. Is the gateway installed?",
                method.getShortLogMessage());
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        return false;
    }

    private boolean admits(HandlerMethod handler, @Nullable Exchange exchange) {
        List<Operation> known = operations.get(Handled.of(handler));
        if (known == null) {
            Class<?> type = AopUtils.getTargetClass(handler.getBean());
            return !Annotations.present(type, handler.getMethod());
        }
        return known.stream().anyMatch(operation -> operation.admits(exchange));
    }

    /** The class as it was written: a proxy of its interfaces shows none of its annotations. */
    private static Class<?> type(HandlerMethod handler, ApplicationContext beans) {
        if (!(handler.getBean() instanceof String name)) {
            return AopUtils.getTargetClass(handler.getBean());
        }
        Class<?> target = beans.getAutowireCapableBeanFactory() instanceof ConfigurableListableBeanFactory factory
                ? AutoProxyUtils.determineTargetClass(factory, name)
                : null;
        return ClassUtils.getUserClass(target == null ? handler.getBeanType() : target);
    }

    /** A method of a bean's class: what several classes inherit is not the same. */
    private record Handled(Class<?> type, Method method) {
        static Handled of(HandlerMethod handler) {
            return new Handled(handler.getBeanType(), handler.getMethod());
        }
    }
}
