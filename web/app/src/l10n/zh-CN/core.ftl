someone = 某人
notes-to-self = 给自己的笔记
loading = 正在加载…
today = 今天
yesterday = 昨天
just-now = 刚刚
close = 关闭
cancel = 取消
back = 返回
save = 保存
saved = 已保存
undo = 撤销
open = 打开
edit = 编辑
delete = 删除
retry = 重试
discard = 放弃
done = 已完成
not-done = 未完成
reload = 重新加载
later = 以后再说
got-it = 知道了
try-again = 再试一次
copied = 已复制
copy = 复制
copy-failed = 浏览器不允许复制
copy-link = 复制链接
show-all = 显示全部
show-less = 收起
list-comma = 、
skip-to-main = 跳到会话内容
part-failed = 这一部分没能加载，其他功能不受影响。
drawing-failed = 有内容无法显示。您写的内容都已保留。
back-to-list = 返回列表
load-more = 显示更多

presence-online = 在线
presence-away = 离开
presence-offline = 离线
last-seen = 最后在线：{ $when }

strip-offline =
    { $waiting ->
        [0] 网络已断开。可以照常阅读和书写，恢复连接后会自动发送。
       *[other] 网络已断开。{ $waiting } 条消息在等待，恢复连接后会自动发送。
    }
strip-catching-up = 正在补齐消息…
strip-stopped =
    { $reason ->
        [outdated] 页面版本太旧，请重新加载。
        [disabled] 该账号已被管理员停用。
       *[other] 服务器结束了连接。
    }
retry-now = 立即重试
seconds-short = { $seconds } 秒
update-ready = 新版本已就绪。

login = 用户名
password = 密码
show-password = 显示密码
hide-password = 隐藏密码
caps-lock = 大写锁定已打开
sign-in = 登录
signing-in = 正在登录…
sign-in-title = 登录
sign-in-both = 请输入用户名和密码。
sign-in-join = 登录后即可加入邀请您的群组。
sign-in-setup = 这台服务器还没有管理员。请打开它启动时显示的一次性链接。
session-ended = 您的登录已被结束，请重新登录。
account-disabled = 该账号已被管理员停用。
make-account = 创建账号
need-invite = 没有账号？请向服务器的管理者索取邀请链接。
sign-up-title = 创建您的账号
sign-up-invited = 您受邀加入 { $host }。
sign-up = 创建账号
signing-up = 正在创建账号…
your-name = 您的名字
your-name-hint = 别人看到的名字，随时可以更改。
login-hint = 字母、数字、点、短横线和下划线
login-rule = 请使用 1 到 64 个字母、数字、点、短横线或下划线。
login-taken = 这个用户名已被使用。
name-rule = 名字最多 64 个字符。
password-rule = 至少 8 个字符
have-account = 已有账号？
invite-bad = 这个邀请链接已经失效，请索取新的链接。

join-title = 加入群组
join = 加入
join-link-bad = 这个链接已经失效，请索取新的链接。

error-forbidden = 您没有权限这样做。
error-not_found = 内容不存在，或您无权查看。
error-gone = 这条消息已被删除。
error-rate_limited = 操作太快了，请稍后再试。
error-rate_limited-wait = 操作太快了，请在 { $seconds } 秒后再试。
error-quota = 已达到服务器的上限。
error-too_large = 超出了服务器允许的大小。
error-read_only = 服务器暂时只能阅读，请稍后再试。
error-overloaded = 服务器繁忙，请稍后再试。
error-storage_failed = 服务器没能保存，内容没有改变，请再试一次。
error-unsupported = 这台服务器不提供此功能。
error-bad_credentials = 用户名或密码不正确。
error-already = 已经存在。
error-network = 无法连接服务器，请检查网络。
error-timeout = 服务器没有及时回应。
error-disconnected = 连接中断，请再试一次。
error-conflict = 内容刚被别人修改，请重新查看。
error-bad_state = 现在无法这样做。
error-unauthenticated = 登录已失效，请重新登录。
error-other = 出了点问题，请再试一次。
