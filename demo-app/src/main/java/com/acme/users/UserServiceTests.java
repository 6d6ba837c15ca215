package com.acme.users;

import java.util.Map;

/** What {@link UserService} promises, as tests that the fleet runs. Each works on a service of its own. */
public final class UserServiceTests {
    private static final String NAME = "ada";
    private static final String FIRST = "correct horse";
    private static final String SECOND = "battery staple";

    private UserServiceTests() {}

    /** Every test under its name; a test that does not hold throws an {@link AssertionError}. */
    public static Map<String, Runnable> byName() {
        return Map.of(
                "UserService.create", UserServiceTests::create,
                "UserService.update", UserServiceTests::update,
                "UserService.delete", UserServiceTests::delete);
    }

    private static void create() {
        UserService users = new UserService();
        User user = users.create(NAME, FIRST);
        check(users.login(NAME, FIRST).filter(user::equals).isPresent(), "a created user can log in");
        check(users.login(NAME, SECOND).isEmpty(), "another password is refused");
        check(isRefused(() -> users.create(NAME, SECOND)), "a taken name is refused");
        check(isRefused(() -> users.create("bob", "short")), "a short password is refused");
    }

    private static void update() {
        UserService users = new UserService();
        users.create(NAME, FIRST);
        users.update(NAME, SECOND);
        check(users.login(NAME, SECOND).isPresent(), "the new password works");
        check(users.login(NAME, FIRST).isEmpty(), "the old password does not");
        check(isRefused(() -> users.update("bob", SECOND)), "an unknown user is refused");
    }

    private static void delete() {
        UserService users = new UserService();
        users.create(NAME, FIRST);
        check(users.delete(NAME), "a user can be deleted");
        check(!users.delete(NAME), "but not twice");
        check(users.login(NAME, FIRST).isEmpty(), "a deleted user cannot log in");
        check(users.create(NAME, SECOND).id() > 1, "an id is never given twice");
    }

    private static boolean isRefused(Runnable action) {
        try {
            action.run();
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static void check(boolean holds, String promise) {
        if (!holds) {
            throw new AssertionError("It does not hold that " + promise + ".");
        }
    }
}
