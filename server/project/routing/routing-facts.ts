/** `app.use('/admin', requireAuth, router)`, `app.include_router(router, dependencies=[…])`, `.nest("/admin", admin::routes())`. */
export interface RouterUse {
  /** What it is put into, as written: `app`, `this.app`. */
  readonly receiver: string;
  /** Below which path; empty for all paths. */
  readonly prefix: string;
  /** Whether it names something that authenticates besides the routers. */
  readonly guarded: boolean;
  /** The routers that are put in, by the names this file knows them by; empty for a guard alone. */
  readonly routers: readonly string[];
  /** True for functions of other files that are given the receiver: `registerAdmin(app)`. They may add routes, guards, or both. */
  readonly setup?: true;
  /** Offset in the text. What is used later does not hold for earlier routes, where the framework goes by order. */
  readonly start: number;
}

/** How a file of code puts routers together, and what stands before them. Plain data, read from the text without a tree. */
export interface RoutingFacts {
  readonly path: string;
  readonly uses: readonly RouterUse[];
  /** Where the names of other files come from: local name → module as written (`./routes/admin`, `.admin.router`, `crate::admin`). */
  readonly imports: Readonly<Record<string, string>>;
  /** True where every route of the project is behind a guard: NestJS' `APP_GUARD`, the default permissions of Django REST framework. */
  readonly guardsProject: boolean;
  /** True where the file can tell who is asking. */
  readonly authenticates: boolean;
  /** Functions and classes that ask by themselves: a decorator, a base or the body names authentication. Only Python has them: its routes stand far from their handlers. */
  readonly guardedHandlers: readonly string[];
}
